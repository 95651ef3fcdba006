using Runnel.Tests.Checking;
using Runnel.Tests.Sending;
using Runnel.Tests.Simulation;

namespace Runnel.Simulation.Tests.Harness;

/// <summary>Sends numbered events of some keys, one after the other or many at once, and remembers what became of each.</summary>
internal sealed class Producer
{
    private readonly Cluster _cluster;
    private readonly Actor _actor;
    private readonly EventStream<Numbered> _stream;
    private readonly Dictionary<string, long> _numbers = [];

    public Producer(Cluster cluster)
    {
        (_cluster, _actor) = (cluster, cluster.CreateActor("producer"));
        Connection = cluster.Connect(_actor);
        _stream = new EventStream<Numbered>(TestStreams.Descriptor());
        var options = cluster.Plan.StreamOptions;
        _stream.Bind(new StreamBinding(Connection, options, _actor.Name, _actor.Clock, cluster.Loggers));
        Running = _actor.Run(RunAsync);
    }

    public Connection Connection { get; }

    /// <summary>Ends when each send has an outcome.</summary>
    public Task Running { get; }

    private async Task RunAsync()
    {
        var (plan, dice) = (_cluster.Plan, _cluster.Dice);
        List<Task> sends = [];
        for (var sent = 0; sent < plan.Events; sent++)
        {
            var key = $"k{dice.Below(plan.Keys)}";
            var n = _numbers[key] = _numbers.GetValueOrDefault(key) + 1;
            sends.Add(SendAsync(key, n));
            if (dice.Happens(0.3)) await Task.Delay(dice.Between(TimeSpan.FromMicroseconds(10), plan.SendPause), _actor.Clock);
            if (dice.Happens(0.1)) await Task.WhenAll(sends);
        }

        await Task.WhenAll(sends);
    }

    private async Task SendAsync(string key, long n)
    {
        var send = _cluster.Journal.Send(key, n);
        try
        {
            await _stream.SendAsync(new Numbered(key, n));
            _cluster.Journal.Send(send, SendResult.Confirmed);
        }
        catch (SendException error)
        {
            _cluster.Journal.Send(send, error.Outcome == SendOutcome.NotAppended ? SendResult.NotAppended : SendResult.Unknown);
        }
    }
}
