using Microsoft.CodeAnalysis;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>The collections of the base class library that records hold, by namespace and name.</summary>
internal static class CollectionTypes
{
    private static readonly Dictionary<string, CollectionForm> Forms = new()
    {
        ["System.Collections.Generic.List`1"] = CollectionForm.List,
        ["System.Collections.Generic.IEnumerable`1"] = CollectionForm.List,
        ["System.Collections.Generic.ICollection`1"] = CollectionForm.List,
        ["System.Collections.Generic.IReadOnlyCollection`1"] = CollectionForm.List,
        ["System.Collections.Generic.IList`1"] = CollectionForm.ListInterface,
        ["System.Collections.Generic.IReadOnlyList`1"] = CollectionForm.ListInterface,
        ["System.Collections.Generic.LinkedList`1"] = CollectionForm.LinkedList,
        ["System.Collections.Generic.Queue`1"] = CollectionForm.Queue,
        ["System.Collections.Generic.Stack`1"] = CollectionForm.Stack,
        ["System.Collections.Generic.HashSet`1"] = CollectionForm.HashSet,
        ["System.Collections.Generic.ISet`1"] = CollectionForm.HashSet,
        ["System.Collections.Generic.IReadOnlySet`1"] = CollectionForm.HashSet,
        ["System.Collections.Generic.SortedSet`1"] = CollectionForm.SortedSet,
        ["System.Collections.Generic.Dictionary`2"] = CollectionForm.Dictionary,
        ["System.Collections.Generic.IDictionary`2"] = CollectionForm.Dictionary,
        ["System.Collections.Generic.IReadOnlyDictionary`2"] = CollectionForm.Dictionary,
        ["System.Collections.Generic.SortedDictionary`2"] = CollectionForm.SortedDictionary,
        ["System.Collections.Generic.SortedList`2"] = CollectionForm.SortedList,
        ["System.Collections.Generic.OrderedDictionary`2"] = CollectionForm.OrderedDictionary,
        ["System.Collections.ObjectModel.Collection`1"] = CollectionForm.Collection,
        ["System.Collections.ObjectModel.ObservableCollection`1"] = CollectionForm.ObservableCollection,
        ["System.Collections.ObjectModel.ReadOnlyCollection`1"] = CollectionForm.ReadOnlyCollection,
        ["System.Collections.ObjectModel.ReadOnlySet`1"] = CollectionForm.ReadOnlySet,
        ["System.Collections.ObjectModel.ReadOnlyDictionary`2"] = CollectionForm.ReadOnlyDictionary,
        ["System.Collections.Frozen.FrozenSet`1"] = CollectionForm.FrozenSet,
        ["System.Collections.Frozen.FrozenDictionary`2"] = CollectionForm.FrozenDictionary,
        ["System.Collections.Immutable.ImmutableArray`1"] = CollectionForm.ImmutableArray,
        ["System.Collections.Immutable.ImmutableList`1"] = CollectionForm.ImmutableList,
        ["System.Collections.Immutable.IImmutableList`1"] = CollectionForm.ImmutableList,
        ["System.Collections.Immutable.ImmutableQueue`1"] = CollectionForm.ImmutableQueue,
        ["System.Collections.Immutable.IImmutableQueue`1"] = CollectionForm.ImmutableQueue,
        ["System.Collections.Immutable.ImmutableStack`1"] = CollectionForm.ImmutableStack,
        ["System.Collections.Immutable.IImmutableStack`1"] = CollectionForm.ImmutableStack,
        ["System.Collections.Immutable.ImmutableHashSet`1"] = CollectionForm.ImmutableHashSet,
        ["System.Collections.Immutable.IImmutableSet`1"] = CollectionForm.ImmutableHashSet,
        ["System.Collections.Immutable.ImmutableSortedSet`1"] = CollectionForm.ImmutableSortedSet,
        ["System.Collections.Immutable.ImmutableDictionary`2"] = CollectionForm.ImmutableDictionary,
        ["System.Collections.Immutable.IImmutableDictionary`2"] = CollectionForm.ImmutableDictionary,
        ["System.Collections.Immutable.ImmutableSortedDictionary`2"] = CollectionForm.ImmutableSortedDictionary,
    };

    public static CollectionForm FormOf(INamedTypeSymbol type)
        => type is { ContainingType: null, IsGenericType: true } && Forms.TryGetValue($"{type.ContainingNamespace?.ToDisplayString()}.{type.MetadataName}", out var form)
            ? form
            : CollectionForm.None;

    /// <summary>Whether values of the type know greater and less.</summary>
    public static bool IsComparable(ITypeSymbol type)
    {
        var value = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
        return value.AllInterfaces.Any(implemented => implemented.Is("System.IComparable")
            || (implemented.OriginalDefinition.Is("System.IComparable`1") && SymbolEqualityComparer.Default.Equals(implemented.TypeArguments[0], value)));
    }
}
