namespace Runnel.Generators.Tests.Records.Rules;

/// <summary>RNL0023 and RNL0024: the context, and what it knows.</summary>
public class JsonContextRuleTests
{
    /// <summary>What System.Text.Json's own generator would add to a context; it does not run here.</summary>
    internal const string Generated = """

        partial class Known : System.Text.Json.Serialization.JsonSerializerContext
        {
            public Known() : base(null) { }
            public static Known Default { get; } = new();
            protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(System.Type type) => null;
        }
        """;

    [Theory]
    [InlineData("public class Context;", "it does not derive from JsonSerializerContext")]
    [InlineData("public class Context { public class JsonSerializerContext; }", "it does not derive from JsonSerializerContext")]
    public Task What_is_no_context_is_refused(string context, string reason)
        => RecordRule.RefusesAsync(
            $"{context} public class Money; [Record(JsonContext = {{|RNL0023:typeof(Context)|}})] public partial record Order(int Id, Money Price);",
            "'Context' cannot be used as JsonContext", reason);

    [Fact]
    public Task A_context_that_its_own_generator_cannot_fill_in_is_refused()
        => RecordRule.ReportsAsync("""
            public abstract class Context(System.Text.Json.JsonSerializerOptions options) : System.Text.Json.Serialization.JsonSerializerContext(options);
            [Record(JsonContext = {|RNL0023:typeof(Context)|})] public partial record Order(int Id);
            """, "it must be 'partial'");

    [Fact]
    public Task A_primitive_record_has_no_use_for_one()
        => RecordRule.ReportsAsync(
            "partial class Known;" + Generated + "[Record(Primitive = true, JsonContext = {|RNL0023:typeof(Known)|})] public partial record Order(int Id);", "'Order' is primitive");

    [Theory]
    [InlineData("Money", "'Money'", "add [JsonSerializable(typeof(Money))] to 'Known'")]
    [InlineData("Money?", "'Money?'", "typeof(Money))")]
    [InlineData("System.Collections.Generic.List<Money?>", "'List<Money?>'", "typeof(Money))")]
    [InlineData("System.Collections.Generic.Queue<int>", "'Queue<int>'", "typeof(Queue<int>))")]
    [InlineData("System.Collections.Generic.Dictionary<double, int>", "'Dictionary<double, int>'", "typeof(Dictionary<double, int>))")]
    [InlineData("object", "'object'", "typeof(object))")]
    public Task A_type_that_the_context_does_not_know_is_refused(string type, string shown, string advice)
        => RecordRule.ReportsAsync(
            "[System.Text.Json.Serialization.JsonSerializable(typeof(string))] partial class Known;" + Generated
            + $"public class Money; [Record(JsonContext = typeof(Known))] public partial record Order(int Id, {{|RNL0024:{type}|}} Price);", "'Price' is " + shown, advice);

    [Theory]
    [InlineData("Money", "Money")]
    [InlineData("Money", "Money?")]
    [InlineData("Money", "System.Collections.Generic.Dictionary<string, Money?[]>")]
    [InlineData("System.Collections.Generic.Queue<int>", "System.Collections.Generic.Queue<int>")]
    [InlineData("System.Collections.Generic.Dictionary<double, string>", "System.Collections.Generic.Dictionary<double, string?>")]
    [InlineData("object", "object")]
    [InlineData("(int, string)", "(int A, string? B)")]
    public async Task One_that_it_knows_is_fine(string known, string type)
    {
        var program = $"[System.Text.Json.Serialization.JsonSerializable(typeof({known}))] partial class Known;" + Generated
            + $"public class Money; [Record(JsonContext = typeof(Known))] partial record Order(int Id, {type} Price);";
        Assert.Empty(await RecordRule.ReportsAsync(program));
        GeneratorHarness.Run("using Runnel;\n" + program).AssertClean();
    }

    [Fact]
    public Task Without_a_context_the_message_speaks_of_one()
        => RecordRule.RefusesAsync("[Record] public partial record Order(int Id, {|RNL0004:object|} What);", "JsonContext");
}
