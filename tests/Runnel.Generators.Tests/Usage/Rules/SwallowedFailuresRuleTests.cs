using static Runnel.Generators.Tests.Usage.UsageRule;

namespace Runnel.Generators.Tests.Usage.Rules;

/// <summary>RNL0103: a handler that catches everything.</summary>
public sealed class SwallowedFailuresRuleTests
{
    [Theory]
    [InlineData("try { Handle(order); } {|RNL0103:catch|} { }")]
    [InlineData("try { Handle(order); } {|RNL0103:catch (Exception)|} { Console.WriteLine(order); }")]
    [InlineData("try { Handle(order); } {|RNL0103:catch (Exception error)|} { Console.WriteLine(error); }")]
    [InlineData("try { Handle(order); } catch (FormatException) { throw; } {|RNL0103:catch (Exception)|} { continue; }")]
    [InlineData("Console.WriteLine(1); try { Handle(order); } {|RNL0103:catch (Exception)|} { return; }")]
    [InlineData("try { Handle(order); } {|RNL0103:catch (Exception)|} { Action later = () => throw new FormatException(); later(); }")]
    public Task A_loop_that_goes_on_after_anything_is_complained_of(string body)
        => ReportsAsync(Loop(body), "so that the event counts as handled");

    [Theory]
    [InlineData("try { Handle(order); } catch { throw; }")]
    [InlineData("try { Handle(order); } catch (FormatException) { }")]
    [InlineData("try { Handle(order); } catch (Exception error) when (error is FormatException) { }")]
    [InlineData("try { Handle(order); } catch (Exception error) { throw new InvalidOperationException(\"x\", error); }")]
    [InlineData("try { Handle(order); } catch (Exception error) { System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error); }")]
    [InlineData("try { Handle(order); } finally { Console.WriteLine(order); }")]
    [InlineData("try { Handle(order); } catch (Exception) { await Orders.SendAsync(order); }")]
    [InlineData("Exception? caught = null; try { Handle(order); } catch (Exception error) { caught = error; } if (caught is not null) throw caught;")]
    [InlineData("if (order.OrderId > 1) { try { Handle(order); } catch (Exception) { } } Handle(order);")]
    [InlineData("Action guarded = () => { try { Handle(order); } catch { } }; guarded();")]
    public Task What_lets_failures_out_or_guards_a_part_is_fine(string body) => SilentAsync(Loop(body));

    [Theory]
    [InlineData("Order order")]
    [InlineData("IReadOnlyList<Order> order")]
    [InlineData("RawEvent order")]
    public Task A_call_that_goes_on_after_anything_is_complained_of(string parameter) => ReportsAsync(
        Shop($$"""[Processor(nameof(Orders))] public void Print({{parameter}}) { try { Console.WriteLine(order); } {|RNL0103:catch (Exception)|} { } }"""), "handled");

    [Fact]
    public async Task Loops_in_helpers_count_and_other_loops_and_methods_do_not()
    {
        await ReportsAsync(
            """
            public static class Helper
            {
                public static async Task Print(Events<Order> events)
                {
                    await foreach (var (order, context) in events.WithContext()) try { Console.WriteLine(order); } {|RNL0103:catch (Exception)|} { }
                }
            }
            """,
            "handled");
        await SilentAsync(Shop(
            """
            [Timer(1)] public void Tick() { try { Console.WriteLine(1); } catch (Exception) { } }
            public async Task Other(IAsyncEnumerable<int> numbers) { await foreach (var number in numbers) { try { Console.WriteLine(number); } catch { } } }
            """));
    }

    [Fact]
    public Task Around_the_whole_loop_is_another_matter() => SilentAsync(Shop(
        """
        [Processor(nameof(Orders))]
        public async Task Print(Events<Order> events)
        {
            try
            {
                await foreach (var order in events.Records()) Console.WriteLine(order);
            }
            catch (Exception error)
            {
                Console.WriteLine(error);
            }
        }
        """));

    private static string Loop(string body) => Shop($$"""
        [Processor(nameof(Orders))]
        public async Task Print(Events<Order> events)
        {
            await foreach (var order in events.Records())
            {
                {{body}}
            }
        }

        private static void Handle(Order order) => Console.WriteLine(order);
        """);
}
