using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.CommandLine;

public sealed class WorkerCommandTests : IDisposable
{
    private readonly TillProgram _program = new();

    [Fact]
    public async Task A_worker_on_the_embedded_broker_processes_says_so_and_stops_with_0()
    {
        _program.Script.OnStart = static async (till, stopping) =>
        {
            for (var id = 1; id <= 20; id++) await till.Sales.SendAsync(new Sale(id, id), stopping);
            await till.Refunds.SendAsync(new Sale(21, 1), stopping);
        };

        var running = _program.RunAsync("worker");
        await Eventually.HoldsAsync(() => _program.Script.Seen.Count == 21, () => _program.Logs.ToString());
        _program.Signals!.Receive("SIGTERM", 15);

        Assert.Equal(0, await running);
        Assert.Equal(Enumerable.Range(1, 21), _program.Script.Seen.Select(seen => seen.Sale.SaleId).Order());
        Assert.True(_program.Logs.Has("Information 1000 till "));
        Assert.True(_program.Logs.Has("Warning 1001 The embedded broker is in use (memory://)"));
        Assert.True(_program.Logs.Has("Information 1002 1 background tasks: open."));
        Assert.True(_program.Logs.Has("Information 1007 Stopping: SIGTERM."));
        Assert.True(_program.Logs.Has("Information 1008 till stopped."));
        Assert.Empty(_program.Error);
        Assert.Empty(_program.Exits);
    }

    [Fact]
    public async Task Only_the_processors_named_run()
    {
        _program.Script.OnStart = static async (till, stopping) =>
        {
            await till.Sales.SendAsync(new Sale(1, 1), stopping);
            await till.Refunds.SendAsync(new Sale(2, 1), stopping);
        };

        var running = _program.RunAsync("worker", "--processors", "payout");
        await Eventually.HoldsAsync(() => !_program.Script.Seen.IsEmpty, () => _program.Logs.ToString());
        _program.Signals!.Receive("SIGINT", 2);

        Assert.Equal(0, await running);
        Assert.Equal("pay_out", Assert.Single(_program.Script.Seen).Processor);
        Assert.False(_program.Logs.Has("'ring_up'"));
    }

    [Fact]
    public async Task When_a_processor_halts_the_others_finish_what_they_have_and_the_worker_ends_with_1()
    {
        _program.Environment["RUNNEL_PROCESSORS__RING_UP__RETRIES"] = "0";
        _program.Script.OnRingUp = static (_, _) => throw new InvalidOperationException("no change");
        _program.Script.OnStart = static async (till, stopping) => await till.Sales.SendAsync(new Sale(1, 1), stopping);

        Assert.Equal(1, await _program.RunAsync("worker"));

        Assert.True(
            _program.Logs.Has("Error 1005 The worker finishes what is in hand elsewhere and ends, "
                + "since processor 'ring_up' halted: InvalidOperationException: no change"),
            _program.Logs.ToString());
        Assert.Empty(_program.Script.Seen);
    }

    [Fact]
    public async Task What_is_in_hand_is_finished_after_the_first_signal_and_a_second_ends_at_once()
    {
        var (entered, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        _program.Script.OnRingUp = async (_, _) =>
        {
            entered.TrySetResult();
            await gate.Task;
        };
        _program.Script.OnStart = static async (till, stopping) => await till.Sales.SendAsync(new Sale(1, 1), stopping);

        var running = _program.RunAsync("worker");
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        _program.Signals!.Receive("SIGTERM", 15);
        Assert.False(running.IsCompleted);
        Assert.Empty(_program.Exits);
        _program.SignalClock.Advance(StopSignals.Echo);
        _program.Signals.Receive("SIGTERM", 15);
        Assert.Equal([143], _program.Exits);
        gate.SetResult();

        Assert.Equal(0, await running);
        Assert.Single(_program.Script.Seen);
    }

    [Fact]
    public async Task The_programs_other_services_start_before_the_worker_and_end_after_it()
    {
        var order = new List<string>();
        _program.Configure = builder => builder.Services.AddSingleton<IHostedService>(new Recorder(order));
        _program.Script.OnStart = (_, _) =>
        {
            order.Add("worker");
            return ValueTask.CompletedTask;
        };

        var running = _program.RunAsync("worker");
        await Eventually.HoldsAsync(() => order.Count == 2, () => _program.Logs.ToString());
        _program.Signals!.Receive("SIGTERM", 15);

        Assert.Equal(0, await running);
        Assert.Equal(["start", "worker", "stop"], order);
    }

    [Fact]
    public async Task A_service_of_the_program_may_end_the_worker()
    {
        RunnelApplication application = null!;
        _program.Script.OnStart = (_, _) =>
        {
            application.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            return ValueTask.CompletedTask;
        };
        application = _program.Build("worker");

        Assert.Equal(0, await application.RunAsync());
    }

    [Fact]
    public async Task Middleware_of_the_program_is_around_every_processor()
    {
        var seen = new List<string>();
        _program.Configure = builder => builder.Use(new Spy("outer", seen)).Use(_ => new Spy("inner", seen));
        _program.Script.OnStart = static async (till, stopping) => await till.Sales.SendAsync(new Sale(1, 1), stopping);

        var running = _program.RunAsync("worker");
        await Eventually.HoldsAsync(() => !_program.Script.Seen.IsEmpty, () => _program.Logs.ToString());
        _program.Signals!.Receive("SIGTERM", 15);

        Assert.Equal(0, await running);
        Assert.Equal(["outer", "inner"], seen);
    }

    [Fact]
    public async Task An_app_that_cannot_be_created_is_an_error_that_says_why()
    {
        _program.Configure = static builder => builder.Services.Remove(builder.Services.Last(service => service.ServiceType == typeof(TillScript)));

        Assert.Equal(2, await _program.RunAsync("worker"));

        Assert.StartsWith("error: Till could not be created: No service for type 'Runnel.Tests.Hosting.TillScript'", _program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_without_effect_is_pointed_out()
    {
        _program.Environment["RUNNEL_DEFAULT_POOL_SIZE"] = "4";
        _program.Script.OnStart = (_, _) =>
        {
            _program.Signals!.Receive("SIGTERM", 15);
            return ValueTask.CompletedTask;
        };

        Assert.Equal(0, await _program.RunAsync("worker"));

        Assert.True(_program.Logs.Has("Warning 1009 default_pool_size = 4 (environment (RUNNEL_DEFAULT_POOL_SIZE)) has no effect"), _program.Logs.ToString());
    }

    [Fact]
    public async Task For_tests_the_embedded_broker_outranks_the_url()
    {
        _program.Environment["RUNNEL_TESTING"] = "true";
        _program.Environment["RUNNEL_REDIS_URL"] = "redis://127.0.0.1:1";
        _program.Script.OnStart = (_, _) =>
        {
            _program.Signals!.Receive("SIGTERM", 15);
            return ValueTask.CompletedTask;
        };

        Assert.Equal(0, await _program.RunAsync("worker"));
        Assert.True(_program.Logs.Has("Warning 1001 The embedded broker is in use"));
    }

    public void Dispose() => _program.Dispose();

    private sealed class Recorder(List<string> order) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            order.Add("start");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            order.Add("stop");
            return Task.CompletedTask;
        }
    }

    private sealed class Spy(string name, List<string> seen) : IMiddleware
    {
        public ValueTask InvokeAsync(Delivery delivery, DeliveryHandler next, CancellationToken cancellationToken)
        {
            seen.Add(name);
            return next(delivery, cancellationToken);
        }
    }
}
