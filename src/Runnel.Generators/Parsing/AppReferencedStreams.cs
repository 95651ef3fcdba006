using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Parsing;

/// <summary>
/// The streams of an app of a referenced assembly. They were checked where the app was compiled; here only those count that this assembly
/// can reach. Sinks may be private: their names are in the attributes of the app's class.
/// </summary>
internal static class AppReferencedStreams
{
    public static AppStreams Parse(INamedTypeSymbol app, AppParsing parsing)
    {
        var streams = new List<AppStream>();
        foreach (var property in app.GetMembers().OfType<IPropertySymbol>())
        {
            parsing.Cancellation.ThrowIfCancellationRequested();
            if (!parsing.CanReach(property, parsing.Compilation.Assembly)) continue;
            if (Parse(property) is { } stream) streams.Add(stream);
        }

        var sinks = DeclaredTable.Streams(app)
            .Where(stream => stream.DeadLettersOf.Length > 0)
            .GroupBy(stream => stream.DeadLettersOf, StringComparer.Ordinal)
            .ToDictionary(sink => sink.Key, sink => sink.First().Name, StringComparer.Ordinal);
        return new(streams, sinks);
    }

    private static AppStream? Parse(IPropertySymbol property)
    {
        var stream = property.Attribute(RunnelNames.StreamAttribute);
        var attribute = stream ?? property.Attribute(RunnelNames.DeadLettersAttribute);
        if (attribute is null || !property.Type.Is(RunnelNames.EventStream)) return null;
        var record = ((INamedTypeSymbol)property.Type).TypeArguments[0];
        if (record.TypeKind == TypeKind.Error) return null;
        var source = stream is null ? attribute.FirstText() : null;
        var name = stream is null ? SinkName(property.ContainingType, source) : attribute.FirstText();
        return name is null ? null : new AppStream(property, attribute, stream is null, source, record, null, null) { ReferencedName = name };
    }

    /// <summary>A sink's name is made of its source's, which another property of the app has.</summary>
    private static string? SinkName(INamedTypeSymbol app, string? source)
    {
        var name = app.GetMembers(source ?? "").OfType<IPropertySymbol>().FirstOrDefault()?.Attribute(RunnelNames.StreamAttribute)?.FirstText();
        return name is null ? null : "dead." + name;
    }
}
