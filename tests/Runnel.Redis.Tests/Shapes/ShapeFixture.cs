namespace Runnel.Redis.Tests.Shapes;

/// <summary>Servers of the test's own, to be broken: <paramref name="start"/> starts them, and tells where they are.</summary>
internal sealed class ShapeFixture(Func<Task<(IAsyncDisposable Servers, string EndPoints)>> start) : RedisFixture("")
{
    private IAsyncDisposable? _servers;

    public override async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        (_servers, EndPoints) = await start();
        await base.StartAsync(cancellationToken);
    }

    /// <summary>The servers go with all that they hold.</summary>
    public override ValueTask FlushAsync() => ValueTask.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_servers is not null) await _servers.DisposeAsync();
    }
}
