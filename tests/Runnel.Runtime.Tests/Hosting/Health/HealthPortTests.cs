using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Runnel.Brokers.Memory;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Hosting;

/// <summary>
/// A worker on the embedded broker, asked at its health port. (The figures of a process are those of all its workers: no other test has this app.)
/// </summary>
[Collection(MeterCollection.Name)]
public sealed class HealthPortTests : IDisposable
{
    private readonly WardProgram _program = new();
    private readonly TaskCompletionSource _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Metrics_are_those_of_the_worker_in_the_text_format()
    {
        _program.Script.OnTreat = (_, _) => _hold.Task;
        await using var worker = new WardWorker(_program);
        await worker.BecomesAsync("/readyz", 200, "healthy");
        await worker.SendAsync(1, 2, 3, 4, 5);

        PrometheusSamples? samples = null;
        await Eventually.HoldsAsync(
            async () => (samples = await worker.MetricsAsync()).Sum("runnel_partition_lag", Own) == 5, () => _program.Logs.ToString());
        Assert.Equal(4, samples!.Count("runnel_partition_lag", Own));
        Assert.Equal(4, samples.Count("runnel_partition_lag_duration_seconds", Own));
        Assert.Equal(["0", "1", "2", "3"], samples.All.Where(static sample => sample.Name == "runnel_partitions_quarantined" && sample.Has(Own))
            .Select(static sample => sample.Labels["messaging_destination_partition_id"]).Order());
        Assert.Equal(0, samples.Sum("runnel_partitions_quarantined", Own));
        Assert.Equal("gauge", samples.Types["runnel_partition_lag"]);
        Assert.Equal("histogram", samples.Types["runnel_tasks_duration_seconds"]);
        Assert.Equal(1, samples.Sum("runnel_tasks_duration_seconds_count", ("task", "open_ward")));
        Assert.Equal(1, samples.Sum("runnel_tasks_duration_seconds_bucket", ("task", "open_ward"), ("le", "+Inf")));

        _hold.SetResult();
        await Eventually.HoldsAsync(
            async () => (await worker.MetricsAsync()).Sum("runnel_partition_lag", Own) == 0, () => _program.Logs.ToString());
        Assert.Equal(5, _program.Script.Treated.Count);
    }

    [Fact]
    public async Task A_quarantined_partition_is_named_and_does_not_make_the_worker_unready()
    {
        _program.Script.OnTreat = static (patient, _) => patient.Id == 7 ? throw new InvalidOperationException("the patient's secret") : Task.CompletedTask;
        await using var worker = new WardWorker(_program);
        await worker.BecomesAsync("/readyz", 200, "healthy");
        await worker.SendAsync(7);

        await worker.BecomesAsync("/readyz", 200, "degraded", "is quarantined at event");

        var partition = worker.Services.GetRequiredService<Ward>().Patients.PartitionOf(new Patient(7));
        var problem = Assert.Single((await worker.HealthAsync("/readyz")).Problems);
        Assert.Matches($@"^processor 'treat': patients/{partition} is quarantined at event \d+-\d+ since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\dZ\.$", problem);
        Assert.Equal((200, "healthy"), await StatusAsync(worker, "/healthz"));
        var samples = await worker.MetricsAsync();
        Assert.Equal(1, samples.Sum("runnel_partitions_quarantined", [.. Own, ("messaging_destination_partition_id", $"{partition}")]));
        Assert.Equal(1, samples.Sum("runnel_partitions_quarantined", Own));

        _program.Script.OnTreat = static (_, _) => Task.CompletedTask;
        var broker = worker.Services.GetRequiredService<AppRuntime<Ward>>().Broker;
        Assert.True(await broker.ResumeAsync(new(new("patients", partition), "treat"), null, skip: false, TestContext.Current.CancellationToken));
        await worker.BecomesAsync("/readyz", 200, "healthy");
    }

    [Fact]
    public async Task Lag_over_a_setting_is_named()
    {
        _program.Environment["RUNNEL_PROCESSORS__TREAT__HEALTH_LAG_EVENTS"] = "2";
        _program.Environment["RUNNEL_DEFAULT_HEALTH_LAG_SECONDS"] = "0.2";
        _program.Script.OnTreat = (_, _) => _hold.Task;
        await using var worker = new WardWorker(_program);
        await worker.BecomesAsync("/readyz", 200, "healthy");
        var partition = worker.Services.GetRequiredService<Ward>().Patients.PartitionOf(new Patient(3));
        await worker.SendAsync(3, 3, 3);

        await worker.BecomesAsync("/readyz", 200, "degraded", $"processor 'treat': patients/{partition} lags by 3 events, more than 2.");
        await worker.BecomesAsync("/readyz", 200, "degraded", " s behind, more than 0.2 s.");

        _hold.SetResult();
        await worker.BecomesAsync("/readyz", 200, "healthy");
    }

    [Fact]
    public async Task A_broker_that_is_away_makes_it_unready_and_not_dead()
    {
        await using var worker = new WardWorker(_program);
        await worker.BecomesAsync("/readyz", 200, "healthy");

        var server = worker.Services.GetRequiredService<MemoryServer>();
        server.CutOff();
        await worker.BecomesAsync("/readyz", 503, "unhealthy");
        Assert.Equal((200, "healthy"), await StatusAsync(worker, "/healthz"));
        Assert.Equal(200, (await worker.GetAsync("/metrics")).Status);

        server.Restore();
        await worker.BecomesAsync("/readyz", 200, "healthy");
    }

    [Fact]
    public async Task A_worker_that_finishes_what_is_in_hand_is_not_ready_and_its_port_ends_with_it()
    {
        var entered = new TaskCompletionSource();
        _program.Script.OnTreat = (_, _) =>
        {
            entered.TrySetResult();
            return _hold.Task;
        };
        await using var worker = new WardWorker(_program);
        await worker.BecomesAsync("/readyz", 200, "healthy");
        await worker.SendAsync(1);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        worker.RequestStop();

        var (code, status, problems) = await worker.HealthAsync("/readyz");
        Assert.Equal((503, "unhealthy", "stopping."), (code, status, Assert.Single(problems)));
        Assert.Equal((200, "healthy"), await StatusAsync(worker, "/healthz"));
        _hold.SetResult();
        Assert.Equal(0, await worker.EndAsync());
        Assert.Equal(0, (await worker.GetAsync("/healthz")).Status);
        Assert.Single(_program.Script.Treated);
    }

    [Fact]
    public async Task What_is_no_page_is_told_so()
    {
        await using var worker = new WardWorker(_program);
        await worker.BecomesAsync("/healthz", 200, "healthy");

        Assert.Equal((404, "There is /healthz, /readyz and /metrics.\n"), await worker.GetAsync("/"));
        Assert.Equal(404, (await worker.GetAsync("/metrics/")).Status);
        Assert.Equal(200, (await worker.GetAsync("/healthz?verbose")).Status);
    }

    [Theory]
    [InlineData("65536", "a whole number from 0 to 65535")]
    [InlineData("-1", "a whole number from 0 to 65535")]
    [InlineData("http", "a whole number from 0 to 65535")]
    [InlineData("80.5", "a whole number from 0 to 65535")]
    public async Task A_port_that_is_none_is_bad_usage(string port, string allowed)
    {
        Assert.Equal(2, await _program.RunAsync("worker", "--health-port", port));

        Assert.Equal($"error: health_port is '{port}', from command line (--health-port). Allowed: {allowed}.", _program.Error.Trim());
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("7")]
    [InlineData("127.1")]
    [InlineData("1.2.3.400")]
    public async Task An_address_that_is_none_is_a_wrong_setting(string address)
    {
        _program.Environment["RUNNEL_HEALTH_ADDRESS"] = address;

        Assert.Equal(2, await _program.RunAsync("worker", "--health-port", "8081"));

        Assert.StartsWith($"error: health_address is '{address}', from environment (RUNNEL_HEALTH_ADDRESS). Allowed: an IP address", _program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_another_program_has_is_an_error_that_says_where_it_was_set()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        _program.Environment["RUNNEL_HEALTH_PORT"] = $"{port}";
        _program.Environment["RUNNEL_HEALTH_ADDRESS"] = "127.0.0.1";

        Assert.Equal(2, await _program.RunAsync("worker"));

        Assert.StartsWith($"error: 127.0.0.1:{port} cannot be listened on: ", _program.Error, StringComparison.Ordinal);
        Assert.Contains($"health_port is '{port}', from environment (RUNNEL_HEALTH_PORT); health_address is '127.0.0.1'", _program.Error, StringComparison.Ordinal);
        Assert.Contains("Another program listens there: end it, or choose another port.", _program.Error, StringComparison.Ordinal);
        Assert.Single(_program.Error.Trim().Split('\n'));
        Assert.Empty(_program.Script.Treated);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_an_error()
    {
        _program.Environment["RUNNEL_HEALTH_ADDRESS"] = "203.0.113.7";

        Assert.Equal(2, await _program.RunAsync("worker", "--health-port", $"{WardWorker.FreePort()}"));

        Assert.Contains("Choose an address of this machine", _program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_commands_open_no_port()
    {
        _program.Environment["RUNNEL_HEALTH_PORT"] = "8081";
        Assert.Equal(0, await _program.RunAsync("config"));
        Assert.Contains("health_port", _program.Output, StringComparison.Ordinal);

        Assert.Equal(2, await _program.RunAsync("config", "--health-port", "8081"));
    }

    public void Dispose() => _program.Dispose();

    private static (string, string)[] Own => [("messaging_destination_name", "patients"), ("messaging_consumer_group_name", "treat")];

    private static async Task<(int Code, string Status)> StatusAsync(WardWorker worker, string path)
    {
        var (code, status, _) = await worker.HealthAsync(path);
        return (code, status);
    }
}
