using Microsoft.CodeAnalysis;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics.Usage;

/// <summary>Types that Runnel makes, and what else it finds by name.</summary>
internal static class DiscoveredTypes
{
    public static bool AreMade(INamedTypeSymbol type)
        => type.Attribute(RunnelNames.AppAttribute) is not null
            || type.Attribute(RunnelNames.RecordAttribute) is not null
            || type.Implements(RunnelNames.Middleware)
            || type.Implements(RunnelNames.Serializer) || type.Implements(RunnelNames.Compressor) || type.Implements(RunnelNames.Hasher)
            || type.GetMembers().Any(member => member is IMethodSymbol { IsStatic: false } method && DiscoveredMethods.IsProcessor(method));

    /// <summary>Whether a parameter of the type is what a processor processes.</summary>
    public static bool IsItem(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { TypeArguments: [var item] }
            && (type.Is(RunnelNames.Events) || type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IReadOnlyList_T))
            type = item;
        return type.Is(RunnelNames.RawEvent) || AppRecords.IsRecord(type);
    }

    /// <summary>Whether a stream of the method's app is partitioned by it.</summary>
    public static bool IsPartitionKey(IMethodSymbol method)
        => method.IsStatic && method.ContainingType.GetMembers().Any(member
            => member.Attribute(RunnelNames.StreamAttribute) is { } stream && stream.NamedText("PartitionBy") == method.Name);
}
