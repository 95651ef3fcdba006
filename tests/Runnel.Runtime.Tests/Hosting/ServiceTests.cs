using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Runnel.Brokers.Memory;
using Runnel.Contracts;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Hosting;

public sealed class ServiceTests : IDisposable
{
    private readonly TillScript _script = new();
    private readonly LogLines _logs = new();

    [Fact]
    public async Task The_app_is_one_object_whose_streams_are_bound_and_can_be_injected_by_name()
    {
        using var host = Build(static _ => { });

        var till = host.Services.GetRequiredService<Till>();

        Assert.Same(till, host.Services.GetRequiredService<Till>());
        Assert.Same(till.Sales, host.Services.GetRequiredKeyedService<EventStream<Sale>>("sales"));
        Assert.Same(till.Refunds, host.Services.GetRequiredKeyedService<EventStream<Sale>>("late-refunds"));
        Assert.Equal((4, 16), (till.Sales.PartitionCount, till.Refunds.PartitionCount));
        var id = await till.Sales.SendAsync(new Sale(1, 1), TestContext.Current.CancellationToken);
        Assert.True(id > EntryId.Zero);
    }

    [Fact]
    public void Asking_for_a_stream_whose_record_has_several_says_how_to_name_one()
    {
        using var host = Build(static _ => { });

        var error = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<EventStream<Sale>>());

        Assert.Equal(
            "Till has several streams of Sale: sales, late-refunds. Say which one: [FromKeyedServices(\"sales\")] EventStream<Sale>.", error.Message);
    }

    [Fact]
    public void A_stream_whose_record_has_only_that_one_is_injected_by_its_type()
    {
        var services = new ServiceCollection();
        services.AddRunnel<Kiosk>(NoEnvironment);
        using var provider = services.BuildServiceProvider();

        // The sink has the same record; who asks without a name means the source.
        Assert.Same(provider.GetRequiredService<Kiosk>().Papers, provider.GetRequiredService<EventStream<Sale>>());
        Assert.Equal("dead.papers", provider.GetRequiredKeyedService<EventStream<Sale>>("dead.papers").Name);
    }

    [Fact]
    public void A_service_of_the_constructor_that_needs_the_app_is_an_error_and_no_endless_recursion()
    {
        var services = new ServiceCollection();
        services.AddSingleton(static provider =>
        {
            provider.GetRequiredKeyedService<EventStream<Sale>>("sales");
            return new TillScript();
        });
        services.AddRunnel<Till>(NoEnvironment);
        using var provider = services.BuildServiceProvider();

        var error = Assert.Throws<SettingException>(() => provider.GetRequiredService<Till>());

        Assert.StartsWith("Till needs itself", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_a_worker_sends_and_processes_nothing()
    {
        using var host = Build(static _ => { });
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.Services.GetRequiredService<Till>().Sales.SendAsync(new Sale(1, 1), TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.False(_logs.Has("ring_up"));
        Assert.Empty(_script.Seen);
    }

    [Fact]
    public async Task A_worker_in_the_host_starts_and_drains_with_it()
    {
        using var host = Build(static builder => builder.AddWorker("ring_up"));
        await host.StartAsync(TestContext.Current.CancellationToken);
        var till = host.Services.GetRequiredService<Till>();

        await till.Sales.SendAsync(new Sale(1, 1), TestContext.Current.CancellationToken);
        await till.Refunds.SendAsync(new Sale(2, 1), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => !_script.Seen.IsEmpty, () => _logs.ToString());
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("ring_up", Assert.Single(_script.Seen).Processor);
        Assert.Equal(AppStatus.Stopped, host.Services.GetRequiredService<AppRuntime<Till>>().Status);
    }

    [Fact]
    public async Task A_processor_that_halts_ends_the_host_with_exit_code_1()
    {
        _script.OnRingUp = static (_, _) => throw new InvalidOperationException("no change");
        _script.OnStart = static async (till, stopping) => await till.Sales.SendAsync(new Sale(1, 1), stopping);
        using var host = Build(static builder => builder.AddWorker().Services.AddHealthChecks().AddRunnel());
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

        await host.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => stopping.IsCancellationRequested, () => _logs.ToString());
        var exitCode = Environment.ExitCode;
        Environment.ExitCode = 0;

        Assert.Equal(1, exitCode);
        Assert.Equal(("Unhealthy", "Unhealthy"), await CheckAsync(host.Services.GetRequiredService<HealthCheckService>()));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Rules_for_exceptions_reach_the_worker_from_the_processor_and_from_the_app()
    {
        _script.OnRingUp = static (sale, _) => sale.SaleId switch
        {
            1 => throw new TimeoutException("the app ignores it"),
            2 => throw new FormatException("the processor ignores it"),
            _ => ValueTask.CompletedTask,
        };
        using var host = Build(
            static builder => builder.AddWorker("ring_up"),
            static options => options.OnException(new ExceptionRule<TimeoutException> { Retries = 0, ExceptionPolicy = ExceptionPolicy.Ignore }));
        await host.StartAsync(TestContext.Current.CancellationToken);
        var till = host.Services.GetRequiredService<Till>();

        for (var id = 1; id <= 12; id++) await till.Sales.SendAsync(new Sale(id, 1), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => _script.Seen.Count == 10, () => _logs.ToString());
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(3, 10), _script.Seen.Select(static seen => seen.Sale.SaleId).Order());
    }

    [Fact]
    public async Task A_wrong_setting_fails_the_hosts_start()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Runnel:DefaultPrefetchCount"] = "none" });
        builder.Services.AddSingleton(_script);
        builder.Services.AddRunnel<Till>(NoEnvironment);
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<SettingException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("default_prefetch_count is 'none', from configuration (Runnel:DefaultPrefetchCount).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_host_waits_at_least_as_long_as_the_longest_grace_period()
    {
        using var host = Build(static builder => builder.AddWorker(), static options => options.Processors["pay_out"].GracePeriod = TimeSpan.FromMinutes(2));

        Assert.Equal(TimeSpan.FromSeconds(125), host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    [Fact]
    public async Task Health_follows_the_app()
    {
        using var host = Build(static builder => builder.AddWorker().Services.AddHealthChecks().AddRunnel());
        var health = host.Services.GetRequiredService<HealthCheckService>();

        Assert.Equal(("Healthy", "Unhealthy"), await CheckAsync(health));
        await host.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(async () => await CheckAsync(health) == ("Healthy", "Healthy"), () => _logs.ToString());

        var server = host.Services.GetRequiredService<MemoryServer>();
        server.CutOff();
        Assert.Equal(("Healthy", "Unhealthy"), await CheckAsync(health));
        server.Restore();
        Assert.Equal(("Healthy", "Healthy"), await CheckAsync(health));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_quarantined_partition_degrades_the_host_and_is_named()
    {
        _script.OnRingUp = static (_, _) => throw new InvalidOperationException("no change");
        using var host = Build(
            static builder => builder.AddWorker("ring_up").Services.AddHealthChecks().AddRunnel(),
            static options => options.Processors["ring_up"].ExceptionPolicy = ExceptionPolicy.Quarantine);
        await host.StartAsync(TestContext.Current.CancellationToken);
        var till = host.Services.GetRequiredService<Till>();
        await till.Sales.SendAsync(new Sale(1, 1), TestContext.Current.CancellationToken);

        var health = host.Services.GetRequiredService<HealthCheckService>();
        await Eventually.HoldsAsync(async () => await CheckAsync(health) == ("Healthy", "Degraded"), () => _logs.ToString());

        var report = await health.CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith(
            $"till on memory://: processor 'ring_up': sales/{till.Sales.PartitionOf(new Sale(1, 1))} is quarantined at event ",
            report.Entries["runnel-ready"].Description,
            StringComparison.Ordinal);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => _logs.Dispose();

    private static async Task<(string Live, string Ready)> CheckAsync(HealthCheckService health)
    {
        var report = await health.CheckHealthAsync(TestContext.Current.CancellationToken);
        return (report.Entries["runnel-live"].Status.ToString(), report.Entries["runnel-ready"].Status.ToString());
    }

    private IHost Build(Action<RunnelBuilder> more, Action<RunnelOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(_logs);
        builder.Services.AddSingleton(_script);
        more(builder.Services.AddRunnel<Till>(options => configure?.Invoke(options)));
        return builder.Build();
    }

    private static void NoEnvironment(RunnelOptions options)
    {
    }

    private sealed class Kiosk : IRunnelApp<Kiosk>
    {
        private static readonly StreamDescriptor<Sale> PapersStream = new() { Name = "papers", Source = "Kiosk.Papers", Codec = Codec };
        private static readonly StreamDescriptor<Sale> DeadStream =
            new() { Name = "dead.papers", Source = "Kiosk.Dead", DeadLettersOf = "papers", Codec = Codec };

        public EventStream<Sale> Papers { get; } = new(PapersStream);

        public EventStream<Sale> Dead { get; } = new(DeadStream);

        static AppDescriptor IRunnelApp<Kiosk>.Descriptor { get; } =
            new() { Name = "kiosk", Streams = [PapersStream, DeadStream], Processors = [], Tasks = [] };

        IReadOnlyList<IAppStream> IRunnelApp<Kiosk>.Streams => [Papers, Dead];

        public static Kiosk Create(IServiceProvider services) => new();

        private static StructuredCodec<Sale> Codec(ICompressor? compressor) => new StructuredCodec<Sale>(new JsonRecordSerializer<Sale>(), compressor);
    }
}
