namespace Runnel.Generators.Tests.Apps;

/// <summary>
/// What is emitted, word for word: a change shows in review. RUNNEL_UPDATE_GOLDEN=1 writes the files anew.
/// </summary>
public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Runnel.Generators.Tests", "Apps");

    [Fact]
    public void The_README_program_is_the_one_that_is_compared()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var program = File.ReadAllText(Path.Combine(Folder, "Programs", "Shop.txt"));
        Assert.Contains(program[program.IndexOf("[Record]", StringComparison.Ordinal)..].TrimEnd(), readme, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Shop.txt", "Shop.App.")]
    [InlineData("Warehouse.cs", "Depot.Site.Warehouse.App.")]
    public void The_emitted_file_is_the_golden_one(string program, string emitted)
    {
        var source = File.ReadAllText(Path.Combine(Folder, "Programs", program));
        var run = GeneratorHarness.Run("#pragma warning disable CS1591\n" + source);
        run.AssertClean();
        var found = run.Source(emitted);
        var golden = Path.Combine(Folder, "Golden", Path.ChangeExtension(program, ".g.txt"));
        if (Environment.GetEnvironmentVariable("RUNNEL_UPDATE_GOLDEN") == "1") File.WriteAllText(golden, found);
        Assert.Equal(File.ReadAllText(golden), found);
    }
}
