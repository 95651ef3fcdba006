namespace Runnel.Generators.Model;

/// <summary>Which collection a field is: how it is made when decoding. Interfaces are made as the class that .NET developers expect behind them.</summary>
internal enum CollectionForm
{
    /// <summary>It is no collection.</summary>
    None,

    Array,

    List,

    /// <summary><c>IList&lt;T&gt;</c>, <c>IReadOnlyList&lt;T&gt;</c>: a list, written by index.</summary>
    ListInterface,

    LinkedList,

    Queue,

    Stack,

    Collection,

    ObservableCollection,

    ReadOnlyCollection,

    HashSet,

    SortedSet,

    ReadOnlySet,

    FrozenSet,

    ImmutableArray,

    ImmutableList,

    ImmutableQueue,

    ImmutableStack,

    ImmutableHashSet,

    ImmutableSortedSet,

    Dictionary,

    SortedDictionary,

    SortedList,

    OrderedDictionary,

    ReadOnlyDictionary,

    FrozenDictionary,

    ImmutableDictionary,

    ImmutableSortedDictionary,
}

internal static class CollectionForms
{
    public static bool IsDictionary(this CollectionForm form) => form >= CollectionForm.Dictionary;

    /// <summary>Whether its elements, or its keys, are compared by greater and less.</summary>
    public static bool IsSorted(this CollectionForm form)
        => form is CollectionForm.SortedSet or CollectionForm.ImmutableSortedSet
            or CollectionForm.SortedDictionary or CollectionForm.SortedList or CollectionForm.ImmutableSortedDictionary;
}
