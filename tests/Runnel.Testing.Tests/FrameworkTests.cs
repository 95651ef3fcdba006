using System.Diagnostics;
using Xunit;

namespace Runnel.Testing.Tests;

/// <summary>Other test frameworks than the one of these tests: each project is what its users write.</summary>
public sealed class FrameworkTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("NUnit")]
    [InlineData("TUnit")]
    public async Task Tests_of_another_framework_pass(string framework)
    {
        var name = $"Runnel.Testing.{framework}";
        // All are built together, in one configuration.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(output.Parent!.Parent!.Parent!.Parent!.FullName, name, "bin", output.Parent!.Name, output.Name, $"{name}.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--no-progress"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        try
        {
            var printed = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Bound, TestContext.Current.CancellationToken);

            var text = await printed + await errors;
            Assert.True(process.ExitCode == 0, text);
            Assert.Matches("(?im)succeeded: 2", text);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Fact]
    public void The_library_knows_no_test_framework()
        => Assert.DoesNotContain(
            typeof(RunnelTestHost).Assembly.GetReferencedAssemblies(),
            reference => reference.Name!.Contains("unit", StringComparison.OrdinalIgnoreCase) || reference.Name.Contains("Test", StringComparison.OrdinalIgnoreCase));
}
