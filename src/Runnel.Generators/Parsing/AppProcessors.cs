using Microsoft.CodeAnalysis;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>Which app a <c>[Processor]</c> attribute belongs to.</summary>
internal static class AppProcessors
{
    /// <summary>The app that a <c>[Processor&lt;TApp&gt;]</c> names; null: another attribute.</summary>
    public static ITypeSymbol? NamedApp(AttributeData attribute)
        => attribute.AttributeClass is { TypeArguments: [var app] } type && type.Is(RunnelNames.ProcessorOfAttribute) ? app : null;

    /// <summary>Whether the attribute makes a method of the app's own class a processor of the app.</summary>
    public static bool IsOf(AttributeData attribute, INamedTypeSymbol app)
        => attribute.Is(RunnelNames.ProcessorAttribute) || NamedApp(attribute).Same(app);

    /// <summary>The <c>[Processor&lt;TApp&gt;]</c> of a method; null: it has none.</summary>
    public static AttributeData? MarkOf(IMethodSymbol method) => method.GetAttributes().FirstOrDefault(item => NamedApp(item) is not null);

    /// <summary>A processor outside the class of its app; null: there is none, or a rule complains of it.</summary>
    public static ExternalProcessorModel? ParseExternal(IMethodSymbol method, AppParsing parsing)
    {
        var attribute = MarkOf(method);
        if (attribute is null || NamedApp(attribute) is not INamedTypeSymbol app) return null;
        if (app.Same(method.ContainingType) || !IsApp(app)) return null;
        var isHere = IsHere(app, parsing);
        var streams = isHere ? AppStreams.Parse(app, parsing.Silently) : AppReferencedStreams.Parse(app, parsing);
        var processor = AppProcessorParser.Parse(app, AppPlace.Of(method, attribute, app, parsing), streams, method, attribute, parsing);
        if (processor is null) return null;
        return new(TypeNames.Qualified(app), processor, isHere ? null : ModuleNames.Of(app, parsing.Compilation));
    }

    public static bool IsApp(ITypeSymbol type) => type.Attribute(RunnelNames.AppAttribute) is not null;

    /// <summary>Whether a type is one of the assembly that is being compiled.</summary>
    public static bool IsHere(ITypeSymbol type, AppParsing parsing) => type.ContainingAssembly.Same(parsing.Compilation.Assembly);
}
