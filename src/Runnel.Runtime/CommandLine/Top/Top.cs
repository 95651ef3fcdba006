using Runnel.Contracts;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>How <c>top</c> was asked to look.</summary>
/// <param name="Interval">The time between two looks.</param>
/// <param name="ShowsPartitions">Whether each partition is shown; a key changes it.</param>
/// <param name="IsJson">One JSON object a look.</param>
/// <param name="IsOnce">One look that knows rates, then the end.</param>
internal sealed record TopOptions(TimeSpan Interval, bool ShowsPartitions, bool IsJson, bool IsOnce);

/// <summary>Looks at the broker again and again, and shows what it finds. A broker that is away for a while is waited for, and said so.</summary>
internal sealed class Top(AppRuntime runtime, IReadOnlyList<ProcessorDescriptor> processors, TopOptions options, CommandConsole console)
{
    private const string Keys = "q: quit   p: partitions";

    private static readonly TimeSpan KeyInterval = TimeSpan.FromMilliseconds(100);

    private AppReport? _before;
    private AppReport? _now;
    private string? _problem;
    private bool _showsPartitions = options.ShowsPartitions;

    /// <summary>Plain lines, or JSON, look by look.</summary>
    /// <exception cref="BrokerException">The broker refuses for good; with <c>--once</c>, also when it is away.</exception>
    public async Task PrintAsync(CancellationToken cancellationToken)
    {
        // Rates need two looks.
        for (var looks = 1; ; looks++)
        {
            var problem = _problem;
            await LookAsync(cancellationToken);
            if (_problem is not null && options.IsOnce) throw new BrokerException(BrokerFailure.Unavailable, _problem);
            if (_problem is not null && problem is null) console.WriteError(_problem);
            if (_problem is null && _now is { } now && (!options.IsOnce || looks > 1)) await PrintAsync(now);
            if (options.IsOnce && looks > 1) return;
            await Task.Delay(options.Interval, runtime.Time, cancellationToken);
        }
    }

    /// <summary>On a terminal, until <c>q</c> is pressed.</summary>
    /// <exception cref="BrokerException">The broker refuses for good.</exception>
    public async Task ShowAsync(ITerminal terminal, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var screen = new TopScreen(console.Output);
        while (true)
        {
            var look = LookAsync(stop.Token);
            if (await WatchAsync(screen, terminal, look, cancellationToken))
            {
                // It only looks: whatever it finds is of no use any more.
                await stop.CancelAsync();
                await look.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }

            await look;
            Draw(screen, terminal);
            var pause = Task.Delay(options.Interval, runtime.Time, stop.Token);
            if (!await WatchAsync(screen, terminal, pause, cancellationToken)) continue;
            await stop.CancelAsync();
            return;
        }
    }

    private async Task PrintAsync(AppReport now)
    {
        if (options.IsJson)
        {
            await console.Output.WriteLineAsync(TopJson.Write(_before, now, options.ShowsPartitions));
        }
        else
        {
            foreach (var line in TopView.Write(_before, now, options.ShowsPartitions)) await console.Output.WriteLineAsync(line);
            if (!options.IsOnce) await console.Output.WriteLineAsync();
        }

        await console.Output.FlushAsync();
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var report = await StatusReader.ReadAsync(runtime, processors, [], cancellationToken);
            (_before, _now, _problem) = (_now, report, null);
        }
        catch (BrokerException error) when (error.IsTransient)
        {
            _problem = $"{error.Message} It goes on when {runtime.Broker.Address} answers again.";
        }
    }

    /// <summary>Heeds keys and the terminal's size until something is done. True: somebody wants to leave.</summary>
    private async ValueTask<bool> WatchAsync(TopScreen screen, ITerminal terminal, Task task, CancellationToken cancellationToken)
    {
        var size = terminal.Size;
        while (true)
        {
            while (terminal.TryReadKey(out var key))
            {
                if (key is 'q' or 'Q') return true;
                if (key is not ('p' or 'P')) continue;
                _showsPartitions = !_showsPartitions;
                Draw(screen, terminal);
            }

            if (terminal.Size != size)
            {
                size = terminal.Size;
                Draw(screen, terminal);
            }

            if (task.IsCompleted) return false;
            await Task.WhenAny(task, Task.Delay(KeyInterval, runtime.Time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Draw(TopScreen screen, ITerminal terminal)
    {
        var (width, height) = terminal.Size;
        List<string> lines = _now is { } now ? TopView.Write(_before, now, _showsPartitions) : [];
        if (_problem is { } problem) lines.Insert(0, problem);
        List<string> shown = [.. TopView.Fit(lines, width, Math.Max(1, height - 1)), .. TopView.Fit([Keys], width, height > 1 ? 1 : 0)];
        screen.Draw(shown);
    }
}
