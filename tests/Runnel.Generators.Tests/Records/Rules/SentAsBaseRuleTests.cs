namespace Runnel.Generators.Tests.Records.Rules;

/// <summary>RNL0016: a derived record on its base's stream.</summary>
public class SentAsBaseRuleTests
{
    [Theory]
    [InlineData("orders.SendAsync({|RNL0016:new Paid(1, 2)|})")]
    [InlineData("orders.SendAsync({|RNL0016:paid|})")]
    [InlineData("orders.SendAsync({|RNL0016:record: paid|})")]
    [InlineData("orders.SendManyAsync({|RNL0016:new Paid[0]|})")]
    [InlineData("orders.SendManyAsync({|RNL0016:new System.Collections.Generic.List<Paid>()|})")]
    [InlineData("orders.SendManyAsync({|RNL0016:many|})")]
    public Task A_derived_record_is_refused(string call) => RecordRule.ReportsAsync(Program(call), "'Paid' is sent on a stream of 'Order'");

    [Theory]
    [InlineData("orders.SendAsync(new Order(1))")]
    [InlineData("orders.SendManyAsync(new Order[0])")]
    [InlineData("payments.SendAsync(paid)")]
    [InlineData("payments.SendManyAsync(many)")]
    public async Task The_streams_own_record_is_fine(string call) => Assert.Empty(await RecordRule.ReportsAsync(Program(call)));

    [Theory]
    [InlineData("", "so sending refuses it; name it in a [Variant] of 'Order', or give it a stream of its own")]
    [InlineData("(Primitive = true)", "so sending refuses it; give it a stream of its own")]
    public Task A_variant_is_advised_where_there_can_be_one(string form, string advice)
        => RecordRule.ReportsAsync(
            Program("orders.SendAsync({|RNL0016:paid|})").Replace("[Record]", $"[Record{form}]", StringComparison.Ordinal), advice);

    private static string Program(string call) => $$"""
        [Record] public partial record Order(int Id);
        [Record] public partial record Paid(int Id, int By) : Order(Id);
        public static class Sender
        {
            public static object Send(EventStream<Order> orders, EventStream<Paid> payments, Paid paid, System.Collections.Generic.IAsyncEnumerable<Paid> many) => {{call}};
        }
        """;
}
