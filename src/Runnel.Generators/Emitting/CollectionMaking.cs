using Runnel.Generators.Model;

namespace Runnel.Generators.Emitting;

/// <summary>How decoding makes a collection, as C#.</summary>
/// <param name="Held">Makes what is filled.</param>
/// <param name="Add">Its method that takes the next element (a dictionary's is its indexer, so that the last of equal keys wins).</param>
/// <param name="Result">The collection, made of the <c>values</c> that were filled.</param>
internal readonly record struct CollectionMaking(string Held, string Add, string Result)
{
    private const string Generic = "global::System.Collections.Generic.";
    private const string ObjectModel = "global::System.Collections.ObjectModel.";
    private const string Frozen = "global::System.Collections.Frozen.";
    private const string Immutable = "global::System.Collections.Immutable.";
    private const string Marshal = "global::System.Runtime.InteropServices.ImmutableCollectionsMarshal";
    private const string Reusable = "global::Runnel.Records.ReusableList";

    public static CollectionMaking Of(FieldType type) => type.Form.IsDictionary() ? Dictionary(type) : Sequence(type);

    private static CollectionMaking Sequence(FieldType type)
    {
        var element = type.Element!.Declared;
        var comparer = Comparer(type.Element);
        return type.Form switch
        {
            CollectionForm.LinkedList => new($"new {Generic}LinkedList<{element}>()", "AddLast", "values"),
            CollectionForm.Queue => new($"new {Generic}Queue<{element}>()", "Enqueue", "values"),
            CollectionForm.HashSet => new($"new {Generic}HashSet<{element}>()", "Add", "values"),
            CollectionForm.SortedSet => new($"new {Generic}SortedSet<{element}>({comparer})", "Add", "values"),
            CollectionForm.ReadOnlySet => new($"new {Generic}HashSet<{element}>()", "Add", $"new {ObjectModel}ReadOnlySet<{element}>(values)"),
            CollectionForm.Array => Gathered($"{Reusable}.ToArray(values)"),
            CollectionForm.Stack => List($"new {Generic}Stack<{element}>(values)"),
            CollectionForm.Collection => List($"new {ObjectModel}Collection<{element}>(values)"),
            CollectionForm.ObservableCollection => List($"new {ObjectModel}ObservableCollection<{element}>(values)"),
            CollectionForm.ReadOnlyCollection => List("values.AsReadOnly()"),
            CollectionForm.FrozenSet => List($"{Frozen}FrozenSet.ToFrozenSet<{element}>(values)"),
            CollectionForm.ImmutableArray => Gathered($"{Marshal}.AsImmutableArray({Reusable}.ToArray(values))"),
            CollectionForm.ImmutableList or CollectionForm.ImmutableQueue or CollectionForm.ImmutableStack or CollectionForm.ImmutableHashSet
                => List($"{Immutable}{type.Form}.CreateRange<{element}>(values)"),
            CollectionForm.ImmutableSortedSet => List($"{Immutable}ImmutableSortedSet.CreateRange<{element}>({Before(comparer)}values)"),
            _ => List("values"),
        };

        CollectionMaking Gathered(string result) => new($"{Reusable}.Take<{element}>()", "Add", result);

        CollectionMaking List(string result) => new($"new {Generic}List<{element}>()", "Add", result);
    }

    private static CollectionMaking Dictionary(FieldType type)
    {
        var arguments = $"{type.Key!.Declared}, {type.Element!.Declared}";
        var comparer = Comparer(type.Key);
        return type.Form switch
        {
            CollectionForm.SortedDictionary or CollectionForm.SortedList => new($"new {Generic}{type.Form}<{arguments}>({comparer})", "", "values"),
            CollectionForm.OrderedDictionary => new($"new {Generic}OrderedDictionary<{arguments}>()", "", "values"),
            CollectionForm.ReadOnlyDictionary => Held($"new {ObjectModel}ReadOnlyDictionary<{arguments}>(values)"),
            CollectionForm.FrozenDictionary => Held($"{Frozen}FrozenDictionary.ToFrozenDictionary<{arguments}>(values)"),
            CollectionForm.ImmutableDictionary => Held($"{Immutable}ImmutableDictionary.CreateRange<{arguments}>(values)"),
            CollectionForm.ImmutableSortedDictionary => Held($"{Immutable}ImmutableSortedDictionary.CreateRange<{arguments}>({Before(comparer)}values)"),
            _ => Held("values"),
        };

        CollectionMaking Held(string result) => new($"new {Generic}Dictionary<{arguments}>()", "", result);
    }

    /// <summary>Strings sort by their characters' numbers: by culture, the order (and which strings are equal) would be the machine's.</summary>
    private static string Comparer(FieldType sorted) => sorted.Kind == FieldKind.String ? "global::System.StringComparer.Ordinal" : "";

    private static string Before(string comparer) => comparer.Length == 0 ? "" : comparer + ", ";
}
