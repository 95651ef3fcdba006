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
        Assert.Equal(0, await SendAsync());

        Assert.Equal(Now, await RecordedAsync());
        Assert.False(_program.Logs.Has("has changed"));
    }

    [Fact]
    public async Task A_change_that_reads_what_is_stored_is_told_once_and_recorded()
    {
        await RecordAsync(Longer);

        Assert.Equal(0, await SendAsync());
        Assert.Equal(0, await SendAsync());

        var told = Assert.Single(_program.Logs.All, line => line.Contains("has changed", StringComparison.Ordinal));
        Assert.Equal("Information 1012 The record Sale of stream 'sales' has changed; events stored before can be read: 'note' was left out.", told);
        Assert.Equal(Now, await RecordedAsync());
    }

    [Fact]
    public async Task A_change_that_does_not_is_a_warning()
    {
        await RecordAsync(Narrower);

        Assert.Equal(0, await SendAsync());

        Assert.True(_program.Logs.Has("Warning 1013 The record Sale of stream 'sales' has changed so that"), _program.Logs.ToString());
        Assert.True(_program.Logs.Has("'sale_id' was int64 and is int32"), _program.Logs.ToString());
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
        _program.Environment["RUNNEL_SCHEMA_CHANGES"] = "refuse";

        Assert.Equal(0, await SendAsync());

        Assert.Equal(Now, await RecordedAsync());
    }

    [Fact]
    public async Task Nothing_is_compared_where_the_settings_say_so()
    {
        await RecordAsync(Narrower);
        _program.Environment["RUNNEL_SCHEMA_CHANGES"] = "ignore";

        Assert.Equal(0, await SendAsync());

        Assert.False(_program.Logs.Has("has changed"));
        Assert.Equal(Narrower, await RecordedAsync());
    }

    [Fact]
    public async Task What_another_version_of_Runnel_recorded_is_recorded_anew()
    {
        await RecordAsync("{\"a newer\":\"form\"}");

        Assert.Equal(0, await SendAsync());

        Assert.True(_program.Logs.Has("in a form that this one cannot compare"), _program.Logs.ToString());
        Assert.Equal(Now, await RecordedAsync());
    }

    [Fact]
    public async Task Commands_that_only_look_record_nothing()
    {
        Assert.Equal(0, await _program.RunAsync("status"));

        Assert.Null(await _server.ExecuteAsync("HGET", "runnel:{till}:meta", "sales:Schema"));
    }

    private Task<int> SendAsync() => _program.RunAsync("send", "sales", """{"sale_id": 1, "amount": 2}""");

    private async Task RecordAsync(string schema) => await _server.ExecuteAsync("HSET", "runnel:{till}:meta", "sales:Schema", schema);

    private async Task<string?> RecordedAsync() => (string?)await _server.ExecuteAsync("HGET", "runnel:{till}:meta", "sales:Schema");
}
