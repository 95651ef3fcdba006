using Microsoft.CodeAnalysis;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>What to use instead of the types that people try and no record holds.</summary>
internal static class RefusedTypes
{
    public const string MarkIt = "make it a [Record], use a type that records can hold, name a JsonContext that knows it, or leave the property out with [NotStored]";

    public const string Keys = "the keys of a dictionary are string, char, bool, a number, Guid, an enum, a date or time, Uri or Version";

    private static readonly Dictionary<string, string> ByName = new()
    {
        ["System.Collections.Generic.KeyValuePair`2"] = "use a Dictionary<K, T>, or make it a [Record] with two properties",
        ["System.Collections.Generic.PriorityQueue`2"] = "its order is not that of its elements: use a List<T> of a [Record] that holds the priority too",
        ["System.Collections.Generic.IAsyncEnumerable`1"] = "an event is sent as a whole: use IReadOnlyList<T>",
        ["System.Linq.ILookup`2"] = "use a Dictionary<K, List<T>>",
        ["System.Linq.IGrouping`2"] = "use a [Record] with the key and a List<T>",
        ["System.ArraySegment`1"] = "use T[], or ReadOnlyMemory<byte> for bytes",
        ["System.Memory`1"] = "use T[], or ReadOnlyMemory<byte> for bytes",
        ["System.ReadOnlyMemory`1"] = "only bytes come as ReadOnlyMemory: use T[]",
        ["System.Numerics.BigInteger"] = "use Int128, decimal or string",
        ["System.Text.Json.JsonDocument"] = "use JsonElement, which holds any JSON value and need not be disposed",
    };

    private static readonly Dictionary<string, string> ByNamespace = new()
    {
        ["System.Collections"] = "its elements have no type: use List<T> or Dictionary<K, T>",
        ["System.Collections.Specialized"] = "its elements have no type: use List<T> or Dictionary<K, T>",
        ["System.Collections.Concurrent"] = "an event is a value that nobody changes meanwhile: use List<T>, Queue<T>, Stack<T> or Dictionary<K, T>",
        ["System.Text.Json.Nodes"] = "use JsonElement, which holds any JSON value",
    };

    public static string Advice(INamedTypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_Object) return "use JsonElement where any JSON value may stand; else " + MarkIt;
        if (type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr) return "its size depends on the machine: use long or ulong";
        if (type.IsTupleType || type is { Name: "Tuple" } && type.ContainingNamespace?.ToDisplayString() == "System")
            return "make it a [Record], whose properties have names that are stored";

        var @namespace = type.ContainingNamespace?.ToDisplayString() ?? "";
        if (ByName.TryGetValue($"{@namespace}.{type.MetadataName}", out var advice) || ByNamespace.TryGetValue(@namespace, out advice)) return advice;
        for (var level = type.BaseType; level is not null; level = level.BaseType)
        {
            if (CollectionTypes.FormOf(level) != CollectionForm.None) return $"use the collection it derives from, {TypeNames.Shown(level)}";
        }

        return MarkIt;
    }
}
