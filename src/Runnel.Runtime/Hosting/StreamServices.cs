using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Runnel.Contracts;

namespace Runnel.Hosting;

/// <summary>Registers an app's streams under their own types, which only their descriptors know: nothing is built by reflection.</summary>
internal sealed class StreamServices<TApp> : IStreamVisitor
    where TApp : class, IRunnelApp<TApp>
{
    private readonly IServiceCollection _services;
    private readonly AppDescriptor _app;

    private StreamServices(IServiceCollection services, AppDescriptor app) => (_services, _app) = (services, app);

    public static void Add(IServiceCollection services, AppDescriptor app)
    {
        var visitor = new StreamServices<TApp>(services, app);
        foreach (var stream in app.Streams) stream.Accept(visitor);
    }

    public void Visit<T>(StreamDescriptor<T> stream)
        where T : IRecord<T>
    {
        var name = stream.Name;
        _services.TryAddKeyedSingleton(name, (provider, _) => Stream<T>(provider, name));

        // A dead-letter sink may have its source's record: who asks without a name means the source.
        var candidates = _app.Streams.OfType<StreamDescriptor<T>>().ToList();
        var meant = candidates.Any(candidate => candidate.DeadLettersOf is null) ? candidates.FindAll(candidate => candidate.DeadLettersOf is null) : candidates;
        if (meant.Count == 1) _services.TryAddSingleton(provider => Stream<T>(provider, meant[0].Name));
        else _services.TryAddSingleton<EventStream<T>>(_ => throw Ambiguous(stream.Record.Name, meant.Select(candidate => candidate.Name)));
    }

    private static EventStream<T> Stream<T>(IServiceProvider provider, string name)
        where T : IRecord<T> => (EventStream<T>)provider.GetRequiredService<AppRuntime<TApp>>().Stream(name);

    private static InvalidOperationException Ambiguous(string record, IEnumerable<string> names)
    {
        var streams = names.ToList();
        return new InvalidOperationException(
            $"{typeof(TApp).Name} has several streams of {record}: {string.Join(", ", streams)}. Say which one: [FromKeyedServices(\"{streams[0]}\")] EventStream<{record}>.");
    }
}
