using Microsoft.CodeAnalysis;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>A property that is marked as a stream or a sink: what processors need to know of it while symbols are at hand.</summary>
/// <param name="Property">The property.</param>
/// <param name="Attribute">Its attribute.</param>
/// <param name="IsSink">Whether it is a dead-letter sink.</param>
/// <param name="Source">The source property's name of a sink.</param>
/// <param name="Record">Its record; null: it has none that could be one.</param>
/// <param name="Model">The stream; null: a rule complains of it.</param>
/// <param name="Stub">What keeps the property compiling where a rule complains of it; null: nothing can.</param>
internal sealed record AppStream(
    IPropertySymbol Property,
    AttributeData Attribute,
    bool IsSink,
    string? Source,
    ITypeSymbol? Record,
    AppStreamModel? Model,
    AppStubModel? Stub)
{
    /// <summary>The name of a referenced app's stream: nothing is emitted for it, so it has no model.</summary>
    public string? ReferencedName { get; init; }

    /// <summary>The stream's name; null: a rule complains of the stream.</summary>
    public string? Name => Model?.Name ?? ReferencedName;
}

/// <summary>All streams and sinks of an app, in the order of their declaration.</summary>
/// <param name="items">The streams and sinks that can be named.</param>
/// <param name="referencedSinks">The names of a referenced app's sinks by those of their sources: these may be private; null: the app is of this assembly.</param>
internal sealed class AppStreams(IReadOnlyList<AppStream> items, IReadOnlyDictionary<string, string>? referencedSinks = null)
{
    public IReadOnlyList<AppStream> Items => items;

    /// <summary>The stream or sink that a property declares; null: there is no such property.</summary>
    public AppStream? Find(string? property) => items.FirstOrDefault(item => item.Property.Name == property);

    /// <summary>Whether there is a sink for the failed events of a stream, and its name; null: a rule complains of the sink.</summary>
    public bool TrySinkOf(AppStream stream, out string? name)
    {
        if (referencedSinks is not null) return referencedSinks.TryGetValue(stream.Name ?? "", out name);
        var sink = items.FirstOrDefault(item => item.IsSink && item.Source == stream.Property.Name);
        name = sink?.Name;
        return sink is not null;
    }

    public static AppStreams Parse(INamedTypeSymbol app, AppParsing parsing)
    {
        var properties = app.GetMembers().OfType<IPropertySymbol>().ToList();
        var fields = new AppFieldNames(app);
        var streams = new List<AppStream>();
        foreach (var property in properties)
        {
            parsing.Cancellation.ThrowIfCancellationRequested();
            if (property.Attribute(RunnelNames.StreamAttribute) is not { } attribute) continue;
            streams.Add(AppStreamParser.Parse(app, property, attribute, fields, parsing));
        }

        // Sinks need their sources, wherever these are declared.
        var sources = new AppStreams([.. streams]);
        foreach (var property in properties)
        {
            if (property.Attribute(RunnelNames.DeadLettersAttribute) is not { } attribute) continue;
            if (sources.Find(property.Name) is not null) continue;
            streams.Add(AppSinkParser.Parse(app, property, attribute, sources, fields, parsing));
        }

        var declared = properties.Select(property => streams.Find(stream => stream.Property.Same(property))).OfType<AppStream>();
        return new([.. AppStreamNames.RefuseTaken(declared, parsing)]);
    }
}
