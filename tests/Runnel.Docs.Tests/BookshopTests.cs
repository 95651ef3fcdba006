using System.Diagnostics;
using Xunit;

namespace Runnel.Docs.Tests;

/// <summary>The sample of several projects: the program's own project names no processor.</summary>
public sealed class BookshopTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_worker_runs_the_processors_of_the_assemblies_that_it_references()
    {
        using var worker = Start("worker");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(Bound);
        var lines = new List<string>();
        try
        {
            while (!lines.Contains("to Ada: 2 x Sketch of the Analytical Engine"))
                lines.Add(await worker.StandardOutput.ReadLineAsync(stop.Token) ?? throw new InvalidOperationException("The worker ended.\n" + string.Join('\n', lines)));
        }
        finally
        {
            worker.Kill();
        }
    }

    [Fact]
    public async Task Its_settings_know_processors_of_all_assemblies()
    {
        using var config = Start("config");
        var output = await config.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await config.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Bound, TestContext.Current.CancellationToken);
        Assert.All(["bury", "deliver", "pack"], processor => Assert.Contains(processor, output, StringComparison.OrdinalIgnoreCase));
    }

    private static Process Start(string command)
    {
        // The tests and the sample are built together, in one configuration.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(Repository.Root, "samples", "Bookshop", "Bookshop.Worker", "bin", configuration, "net10.0", "bookshop.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [program, command]) { RedirectStandardOutput = true })!;
    }
}
