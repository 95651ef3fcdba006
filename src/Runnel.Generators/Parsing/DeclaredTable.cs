using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Parsing;

/// <summary>A stream, as the app's class tells other assemblies.</summary>
internal sealed record DeclaredStream(string Name, string Record, string DeadLettersOf);

/// <summary>A processor, as the class of its app or module tells other assemblies.</summary>
internal sealed record DeclaredProcessor(string Name, string Stream, string Record, string Source, string DeadLetterSink);

/// <summary>What an emitted class tells other assemblies: private members of theirs are not to be seen.</summary>
internal static class DeclaredTable
{
    public static IEnumerable<DeclaredStream> Streams(INamedTypeSymbol app)
        => Marks(app, RunnelNames.DeclaredStreamAttribute).Select(attribute => new DeclaredStream(
            attribute.FirstText() ?? "", attribute.NamedText("Record"), attribute.NamedText("DeadLettersOf")));

    public static IEnumerable<DeclaredProcessor> Processors(INamedTypeSymbol type)
        => Marks(type, RunnelNames.DeclaredProcessorAttribute).Select(attribute => new DeclaredProcessor(
            attribute.FirstText() ?? "",
            attribute.NamedText("Stream"),
            attribute.NamedText("Record"),
            attribute.NamedText("Source"),
            attribute.NamedText("DeadLetterSink")));

    private static IEnumerable<AttributeData> Marks(INamedTypeSymbol type, string attribute)
        => type.GetAttributes().Where(item => item.Is(attribute));
}
