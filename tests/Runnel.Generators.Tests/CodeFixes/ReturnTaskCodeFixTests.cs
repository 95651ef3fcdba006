using Runnel.CodeFixes;

namespace Runnel.Generators.Tests.CodeFixes;

/// <summary>async void becomes async Task.</summary>
public sealed class ReturnTaskCodeFixTests
{
    [Fact]
    public Task All_at_once() => FixHarness.MendsAsync(
        new ReturnTaskCodeFix(),
        """
        [App("shop")]
        public partial class Shop
        {
            [Timer(1)] public async void Tick() => await Task.Yield();

            [Startup]
            private static async void Begin()
            {
                await Task.Yield();
            }
        }
        """,
        """
        [App("shop")]
        public partial class Shop
        {
            [Timer(1)] public async Task Tick() => await Task.Yield();

            [Startup]
            private static async Task Begin()
            {
                await Task.Yield();
            }
        }
        """);
}
