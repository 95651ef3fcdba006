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
        if (app.Same(method.ContainingType) || !IsAppHere(app, parsing)) return null;
        var streams = AppStreams.Parse(app, parsing.Silently);
        var processor = AppProcessorParser.Parse(app, streams, method, attribute, parsing);
        return processor is null ? null : new(TypeNames.Qualified(app), processor);
    }

    /// <summary>Whether a type is an app of the assembly that is being compiled.</summary>
    public static bool IsAppHere(ITypeSymbol app, AppParsing parsing)
        => app.ContainingAssembly.Same(parsing.Compilation.Assembly) && app.Attribute(RunnelNames.AppAttribute) is not null;
}
