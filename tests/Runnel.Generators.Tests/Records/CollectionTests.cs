using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Runnel.Generators.Tests.Records;

/// <summary>What comes back of a collection where that is a choice: order, duplicates, comparers, the class behind an interface.</summary>
public class CollectionTests
{
    [Fact]
    public void A_stack_comes_back_as_it_was()
    {
        var record = new Stacks(new([1, 2, 3]), ImmutableStack.Create(1, 2, 3), new([4]));
        const string Text = """{"stack":[3,2,1],"immutable":[3,2,1],"queue":[4]}""";
        Assert.Equal(Text, Json.Write(record));
        var read = Json.Read<Stacks>(Text);
        Assert.Equal((3, 3, 4), (read.Stack.Pop(), read.Immutable.Peek(), read.Queue.Dequeue()));
        Assert.Equal([2, 1], read.Stack);
    }

    [Fact]
    public void Sets_keep_the_first_of_equal_elements()
    {
        var read = Json.Read<EverySet>(
            """{"hash":["b","a","b"],"set":[1,1],"read_only":["a","a"],"sorted":["b","a","b"],"frozen":[2,2],"immutable":[3,3],"immutable_sorted":["b","a","a"]}""");
        Assert.Equal(["b", "a"], read.Hash);
        Assert.Equal(["a", "b"], read.Sorted);
        Assert.Equal(["a", "b"], read.ImmutableSorted);
        Assert.Equal((1, 1, 1, 1), (read.Set.Count, read.ReadOnly.Count, read.Frozen.Count, read.Immutable.Count));
    }

    [Fact]
    public void Sorted_strings_sort_by_their_characters_numbers_whatever_the_culture()
    {
        var read = Json.Read<Sorted>("""{"set":["b","B","a","Z"],"dictionary":{"b":1,"B":2,"a":3},"list":{"b":1,"B":2},"immutable":{"z":1,"Z":2}}""");
        Assert.Equal(["B", "Z", "a", "b"], read.Set);
        Assert.Equal(["B", "a", "b"], read.Dictionary.Keys);
        Assert.Equal(["B", "b"], read.List.Keys);
        Assert.Equal(["Z", "z"], read.Immutable.Keys);
        Assert.Same(StringComparer.Ordinal, read.Set.Comparer);
        Assert.Same(StringComparer.Ordinal, read.Dictionary.Comparer);
        Assert.Same(StringComparer.Ordinal, read.Immutable.KeyComparer);
    }

    [Fact]
    public void Of_equal_keys_the_last_wins_and_an_ordered_dictionary_keeps_its_order()
    {
        var read = Json.Read<Dictionaries>("""{"ordered":{"b":1,"a":2,"b":3},"frozen":{"1":1,"01":2},"read_only":{"x":1,"x":null}}""");
        Assert.Equal([KeyValuePair.Create("b", 3), KeyValuePair.Create("a", 2)], read.Ordered);
        Assert.Equal(2, Assert.Single(read.Frozen).Value);
        Assert.Null(Assert.Single(read.ReadOnly).Value);
    }

    [Fact]
    public void Interfaces_come_back_as_the_class_one_expects()
    {
        var read = Json.Read<Interfaces>(
            """{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1],"g":[1],"h":{"k":1},"i":{"k":1},"j":[1],"k":[1],"l":{"k":1}}""");
        Assert.All(new object[] { read.A, read.B, read.C, read.D, read.E }, list => Assert.IsType<List<int>>(list));
        Assert.All(new object[] { read.F, read.G }, set => Assert.IsType<HashSet<int>>(set));
        Assert.All(new object[] { read.H, read.I }, dictionary => Assert.IsType<Dictionary<string, int>>(dictionary));
        Assert.IsType<ImmutableList<int>>(read.J);
        Assert.IsType<ImmutableHashSet<int>>(read.K);
        Assert.IsType<ImmutableDictionary<string, int>>(read.L);
    }

    [Fact]
    public void A_default_immutable_array_is_refused_when_writing_and_says_what_to_do()
    {
        var error = Assert.Throws<ArgumentException>(() => Json.Write(new Arrays(default, null, [])));
        Assert.Equal(
            "Arrays, field 'plain' is a default ImmutableArray, which holds no array, not even an empty one. The record was not sent; give it a value, such as [].",
            error.Message);
        Assert.Contains("field 'maybe' is a default", Assert.Throws<ArgumentException>(() => Json.Write(new Arrays([], default(ImmutableArray<int>), []))).Message, StringComparison.Ordinal);
        Assert.Contains("field 'inner[]' is a default", Assert.Throws<ArgumentException>(() => Json.Write(new Arrays([], null, [[], default]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_immutable_array_is_null_and_an_empty_one_empty()
    {
        Assert.Equal("""{"plain":[],"maybe":null,"inner":[[]]}""", Json.Write(new Arrays([], null, [[]])));
        Assert.Null(Json.Read<Arrays>("""{"plain":[],"maybe":null,"inner":[]}""").Maybe);
        Assert.Equal("plain", Json.Fails<Arrays>("""{"plain":null,"inner":[]}""").Path);
    }

    [Theory]
    [InlineData("linked", "[1,null]", "linked[1]", "an integer of 32 bits")]
    [InlineData("collection", "[null]", "collection[0]", "an integer of 32 bits")]
    [InlineData("observable", "[{\"name\":\"a\"},null]", "observable[1]", "an object")]
    [InlineData("sorted_set", "[\"a\",null]", "sorted_set[1]", "a string")]
    [InlineData("i_immutable_queue", "[null]", "i_immutable_queue[0]", "a string")]
    [InlineData("immutable_sorted_set", "[null]", "immutable_sorted_set[0]", "a string")]
    [InlineData("sorted_list", "{\"1\":null}", "sorted_list.1", "a string")]
    [InlineData("ordered", "{\"a\":null}", "ordered.a", "an integer of 32 bits")]
    [InlineData("i_immutable_dictionary", "{\"a\":[1,null]}", "i_immutable_dictionary.a[1]", "an integer of 32 bits")]
    [InlineData("immutable_hash_set", "null", "immutable_hash_set", "an array")]
    [InlineData("immutable_dictionary", "null", "immutable_dictionary", "an object")]
    [InlineData("maybe_array", "[null]", "maybe_array[0]", "a string")]
    public void A_null_where_none_may_be_is_an_error_with_its_path(string field, string value, string path, string expected)
    {
        var error = Json.Fails<MoreCollections>($"{{\"{field}\":{value}}}");
        Assert.Equal(("MoreCollections", path, expected, "null"), (error.Record, error.Path, error.Expected, error.Found));
    }

    [Fact]
    public void Nulls_in_lists_and_dictionaries_that_forbid_them_are_refused_when_writing()
    {
        Assert.Contains("field 'texts[]' is null", Refused(new Forbidding(new(["a", null!]), [])), StringComparison.Ordinal);
        Assert.Contains("field 'items{}' is null", Refused(new Forbidding(new(), new() { ["a"] = null! })), StringComparison.Ordinal);

        static string Refused(Forbidding record) => Assert.Throws<ArgumentException>(() => Json.Write(record)).Message;
    }

    [Theory]
    [InlineData("boolean", "yes", "true or false as name")]
    [InlineData("char", "ab", "a string of one character as name")]
    [InlineData("s_byte", "128", "an integer as name")]
    [InlineData("int128", "1.0", "an integer as name")]
    [InlineData("u_int64", "-1", "an integer as name")]
    [InlineData("byte", "+6", "an integer as name")]
    [InlineData("u_int16", "+6", "an integer as name")]
    [InlineData("u_int32", "-0", "an integer as name")]
    [InlineData("u_int64", "+6", "an integer as name")]
    [InlineData("half", "70000", "a number as name")]
    [InlineData("double", "1e999", "a number as name")]
    [InlineData("double", " 1", "a number as name")]
    [InlineData("decimal", "NaN", "a number as name")]
    [InlineData("date_time", "today", "a date and time such as \"2020-07-21T22:09:37Z\" as name")]
    [InlineData("date_only", "2020-02-30", "a date such as \"2020-07-21\" as name")]
    [InlineData("time_only", "24:00:00", "a time of day such as \"22:09:37\" as name")]
    [InlineData("time_span", "1h", "a time span such as \"1.02:30:00\" as name")]
    [InlineData("uri", "https://", "a URI as name")]
    [InlineData("version", "1", "a version such as \"1.2.3\" as name")]
    [InlineData("color", "Pink", "a name of Color (Red, Green, Blue)")]
    public void A_key_of_another_type_is_an_error_that_says_so(string field, string key, string expected)
    {
        var error = Json.Fails<Keys>($"{{\"{field}\":{{\"{key}\":1}}}}");
        Assert.Equal(("Keys", $"{field}.{key}", expected, $"the name \"{key}\""), (error.Record, error.Path, error.Expected, error.Found));
    }

    [Fact]
    public void Keys_that_are_no_numbers_of_mathematics_come_back_too()
    {
        var record = new Measured(new() { [double.NaN] = 1, [double.NegativeInfinity] = 2, [double.PositiveInfinity] = 3, [-0.5] = 4 });
        const string Text = """{"by_number":{"NaN":1,"-Infinity":2,"Infinity":3,"-0.5":4}}""";
        Assert.Equal(Text, Json.Write(record));
        Assert.Equal(Text, Json.Write(Json.Read<Measured>(Text)));
    }

    [Fact]
    public void A_decimal_key_with_more_digits_than_fit_is_rounded_as_a_value_is()
    {
        const string Number = "-1654450.45454545454542545454545";
        var read = Json.Read<PriceList>($$$"""{"prices":{"{{{Number}}}":{{{Number}}}}}""");
        Assert.Equal(KeyValuePair.Create(-1654450.4545454545454254545455m, -1654450.4545454545454254545455m), Assert.Single(read.Prices));
    }

    [Fact]
    public void An_escaped_key_is_the_key_it_means()
        => Assert.Equal(
            new DateOnly(2020, 7, 21), Assert.Single(Json.Read<Days>("""{"days":{"2020-\u0030\u0037-21":true}}""").ByDay).Key);
}

[Record]
internal sealed partial record PriceList(Dictionary<decimal, decimal> Prices);

[Record]
internal sealed partial record Stacks(Stack<int> Stack, ImmutableStack<int> Immutable, Queue<int> Queue);

[Record]
internal sealed partial record EverySet(
    HashSet<string> Hash, ISet<int> Set, ReadOnlySet<string> ReadOnly, SortedSet<string> Sorted, FrozenSet<int> Frozen, ImmutableHashSet<int> Immutable,
    ImmutableSortedSet<string> ImmutableSorted);

[Record]
internal sealed partial record Sorted(
    SortedSet<string> Set, SortedDictionary<string, int> Dictionary, SortedList<string, int> List, ImmutableSortedDictionary<string, int> Immutable);

[Record]
internal sealed partial record Dictionaries(OrderedDictionary<string, int> Ordered, FrozenDictionary<int, int> Frozen, ReadOnlyDictionary<string, int?> ReadOnly);

[Record]
internal sealed partial record Interfaces(
    IEnumerable<int> A, ICollection<int> B, IList<int> C, IReadOnlyCollection<int> D, IReadOnlyList<int> E, ISet<int> F, IReadOnlySet<int> G,
    IDictionary<string, int> H, IReadOnlyDictionary<string, int> I, IImmutableList<int> J, IImmutableSet<int> K, IImmutableDictionary<string, int> L);

[Record]
internal sealed partial record Arrays(ImmutableArray<int> Plain, ImmutableArray<int>? Maybe, List<ImmutableArray<int>> Inner);

[Record]
internal sealed partial record Forbidding(Queue<string> Texts, SortedDictionary<string, Tree> Items);

[Record]
internal sealed partial record Measured(Dictionary<double, int> ByNumber);

[Record]
internal sealed partial record Days([Field("days")] Dictionary<DateOnly, bool> ByDay);
