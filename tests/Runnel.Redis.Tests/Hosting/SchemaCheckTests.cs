using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runnel.Redis.Tests.CommandLine;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Redis.Tests.Hosting;

/// <summary>What a program says, at start, of records that have changed since another version of it was there.</summary>
public sealed class SchemaCheckTests : IAsyncLifetime
{
    private const string Now = "Sale\tstructured\n\tsale_id\tint32\trequired\n\tamount\tfloat64\trequired\n";
    private const string Longer = "Sale\tstructured\n\tsale_id\tint32\trequired\n\tamount\tfloat64\trequired\n\tnote\tstring\trequired\n";
    private const string Narrower = "Sale\tstructured\n\tsale_id\tint64\trequired\n\tamount\tfloat64\trequired\n";

    private readonly TillProgram _program = new();
    private readonly LogLines _logs = new();
    private RedisServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _program.Environment["RUNNEL_REDIS_URL"] = _server.Url;
    }

    public async ValueTask DisposeAsync()
    {
        _program.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_first_start_records_and_says_nothing()
    {
        await StartAsync();

        Assert.Equal(Now, await RecordedAsync());
        Assert.Equal(RecordDescriptor.Of<Sale>().Fingerprint, await _server.ExecuteAsync("HGET", "runnel:{till}:meta", "sales:Fingerprint"));
        Assert.False(_logs.Has("has changed"));
    }

    [Fact]
    public async Task A_change_that_reads_what_is_stored_is_told_once_and_recorded()
    {
        await RecordAsync(Longer);

        await StartAsync();
        await StartAsync();

        var told = Assert.Single(_logs.All, line => line.Contains("has changed", StringComparison.Ordinal));
        Assert.Equal("Information 1012 The record Sale of stream 'sales' has changed; events stored before can be read: 'note' was left out.", told);
        Assert.Equal(Now, await RecordedAsync());
    }

    [Fact]
    public async Task A_change_that_does_not_is_a_warning()
    {
        await RecordAsync(Narrower);

        await StartAsync();

        Assert.True(_logs.Has("Warning 1013 The record Sale of stream 'sales' has changed so that"), _logs.ToString());
        Assert.True(_logs.Has("'sale_id' was int64 and is int32"), _logs.ToString());
        Assert.Equal(Now, await RecordedAsync());
    }

    [Fact]
    public async Task Or_it_is_refused_and_nothing_is_sent_or_recorded()
    {
        await RecordAsync(Narrower);
        _program.Environment["RUNNEL_SCHEMA_CHANGES"] = "refuse";

        Assert.Equal(2, await SendAsync());

        Assert.Matches("'sales': 'sale_id' was int64 and is int32.*RUNNEL_SCHEMA_CHANGES=report", _program.Error);
        Assert.Equal(Narrower, await RecordedAsync());
        Assert.Equal("*0\r\n", (await RedisCli.RunAsync(_server, "KEYS", "runnel:{till.sales.?}"))[..4]);
    }

    [Fact]
    public async Task What_reads_all_is_not_refused()
    {
        await RecordAsync(Longer);

        await StartAsync(options => options.SchemaChanges = SchemaChanges.Refuse);

        Assert.Equal(Now, await RecordedAsync());
    }

    [Fact]
    public async Task Nothing_is_compared_where_the_settings_say_so()
    {
        await RecordAsync(Narrower);

        await StartAsync(options => options.SchemaChanges = SchemaChanges.Ignore);

        Assert.False(_logs.Has("has changed"));
        Assert.Equal(Narrower, await RecordedAsync());
    }

    [Fact]
    public async Task What_another_version_of_Runnel_recorded_is_recorded_anew()
    {
        await RecordAsync("{\"a newer\":\"form\"}");

        await StartAsync();

        Assert.True(_logs.Has("in a form that this one cannot compare"), _logs.ToString());
        Assert.Equal(Now, await RecordedAsync());
    }

    [Fact]
    public async Task Commands_that_send_leave_a_change_for_a_worker_to_tell_of()
    {
        Assert.Equal(0, await SendAsync());
        Assert.Equal(Now, await RecordedAsync());
        await RecordAsync(Longer);

        Assert.Equal(0, await SendAsync());

        Assert.Equal(Longer, await RecordedAsync());
    }

    [Fact]
    public async Task Commands_that_only_look_record_nothing()
    {
        Assert.Equal(0, await _program.RunAsync("status"));

        Assert.Null(await _server.ExecuteAsync("HGET", "runnel:{till}:meta", "sales:Schema"));
    }

    private async Task StartAsync(Action<RunnelOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(_logs);
        builder.Services.AddSingleton(new TillScript());
        builder.Services.AddRunnel<Till>(options =>
        {
            options.RedisUrl = _server.Url;
            configure?.Invoke(options);
        });
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.Services.GetRequiredService<Till>().Sales.SendAsync(new Sale(1, 1), TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private Task<int> SendAsync() => _program.RunAsync("send", "sales", """{"sale_id": 1, "amount": 2}""");

    private async Task RecordAsync(string schema) => await _server.ExecuteAsync("HSET", "runnel:{till}:meta", "sales:Schema", schema);

    private async Task<string?> RecordedAsync() => (string?)await _server.ExecuteAsync("HGET", "runnel:{till}:meta", "sales:Schema");
}
