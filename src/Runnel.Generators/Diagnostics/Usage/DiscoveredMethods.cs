using Microsoft.CodeAnalysis;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics.Usage;

/// <summary>Methods that Runnel finds by their attributes and calls.</summary>
internal static class DiscoveredMethods
{
    public static bool IsDiscovered(IMethodSymbol method) => method.GetAttributes().Any(attribute => IsProcessor(attribute) || IsTask(attribute));

    public static bool IsProcessor(IMethodSymbol method) => method.GetAttributes().Any(IsProcessor);

    public static bool IsProcessor(AttributeData attribute)
        => attribute.Is(RunnelNames.ProcessorAttribute) || AppProcessors.NamedApp(attribute) is not null;

    /// <summary>The app of a processor; null: there is none to be seen.</summary>
    public static INamedTypeSymbol? AppOf(IMethodSymbol method, AttributeData attribute)
        => AppProcessors.NamedApp(attribute) as INamedTypeSymbol
            ?? (method.ContainingType?.Attribute(RunnelNames.AppAttribute) is null ? null : method.ContainingType);

    /// <summary>The parameter that makes a processor a loop; null: it is none.</summary>
    public static IParameterSymbol? Events(IMethodSymbol method) => method.Parameters.FirstOrDefault(parameter => parameter.Type.Is(RunnelNames.Events));

    private static bool IsTask(AttributeData attribute)
        => attribute.Is(RunnelNames.StartupAttribute) || attribute.Is(RunnelNames.TimerAttribute) || attribute.Is(RunnelNames.CrontabAttribute);
}
