using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Runnel.Aot.Tests;

/// <summary>What a package page shows, and what a debugger finds.</summary>
public sealed partial class PackageContentTests(Build build)
{
    private const string Repository = "https://github.com/runnel-example/runnel";

    [Fact]
    public async Task The_package_says_what_it_is()
    {
        using var archive = await OpenAsync((await build.PackAsync()).PathOf("Runnel"));
        var about = await AboutAsync(archive);

        Assert.Equal("MIT", about["license"].Value);
        Assert.Equal("expression", about["license"].Attribute("type")?.Value);
        Assert.NotEmpty(about["description"].Value);
        Assert.NotEmpty(about["tags"].Value);
        Assert.NotEmpty(about["releaseNotes"].Value);
        Assert.NotNull(archive.GetEntry(about["readme"].Value));
        Assert.NotNull(archive.GetEntry("CHANGELOG.md"));

        await using var icon = await archive.GetEntry(about["icon"].Value)!.OpenAsync(TestContext.Current.CancellationToken);
        var head = new byte[24];
        await icon.ReadExactlyAsync(head, TestContext.Current.CancellationToken);
        Assert.Equal("PNG", System.Text.Encoding.ASCII.GetString(head, 1, 3));
        Assert.Equal((128, 128), (head[19], head[23]));
    }

    [Fact]
    public async Task The_package_of_the_test_host_asks_for_the_library_of_its_version_with_its_generator()
    {
        var package = await build.PackAsync();
        using var archive = await OpenAsync(package.PathOf("Runnel.Testing"));
        Assert.NotNull(archive.GetEntry("lib/net10.0/Runnel.Testing.dll"));
        Assert.NotNull(archive.GetEntry("lib/net10.0/Runnel.Testing.xml"));
        var about = await AboutAsync(archive, "Runnel.Testing");
        Assert.NotEmpty(about["description"].Value);
        Assert.NotNull(archive.GetEntry(about["readme"].Value));

        var dependency = about["dependencies"].Descendants().Single(element => element.Attribute("id")?.Value == "Runnel");
        Assert.Equal(package.Version, dependency.Attribute("version")?.Value);
        Assert.Null(dependency.Attribute("exclude"));
    }

    [Fact]
    public async Task Symbols_come_as_a_package_of_their_own()
    {
        using var archive = await OpenAsync((await build.PackAsync()).PathOf("Runnel", "snupkg"));
        Assert.NotNull(archive.GetEntry("lib/net10.0/Runnel.pdb"));
    }

    [Fact]
    public async Task Nothing_in_the_package_names_a_folder_of_the_machine_that_built_it()
    {
        var package = await build.PackAsync();
        foreach (var file in (string[])[package.PathOf("Runnel"), package.PathOf("Runnel", "snupkg"), package.PathOf("Runnel.Testing"), package.PathOf("Runnel.Templates")])
        {
            using var archive = await OpenAsync(file);
            foreach (var entry in archive.Entries)
            {
                // Latin-1 keeps every byte, so that text within binary files is found.
                using var reader = new StreamReader(await entry.OpenAsync(TestContext.Current.CancellationToken), System.Text.Encoding.Latin1);
                var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
                Assert.False(text.Contains(Build.Root + "/", StringComparison.Ordinal), $"{entry.FullName} names {Build.Root}.");
            }
        }
    }

    /// <summary>A page that shows the README has none of the files beside it.</summary>
    [Fact]
    public async Task The_readme_has_no_link_that_leads_nowhere()
    {
        using var archive = await OpenAsync((await build.PackAsync()).PathOf("Runnel"));
        var readme = await ReadAsync(archive, "README.md");
        Assert.Contains("## The two commands", readme, StringComparison.Ordinal);
        Assert.All(Link().Matches(readme), link => Assert.StartsWith("https://", link.Groups["target"].Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_repository_has_an_address_the_links_lead_to_its_files()
    {
        await build.PackAsync(); // Not at the same time: both lay the README ready in one place.
        var output = Directory.CreateTempSubdirectory("runnel-addressed-");
        try
        {
            await Build.PackAsync(Path.Combine("src", "Runnel.Runtime"), output.FullName, "--no-build", $"-p:RepositoryUrl={Repository}.git");
            using var archive = await OpenAsync(output.EnumerateFiles("*.nupkg").Single().FullName);
            var about = await AboutAsync(archive);
            var files = Regex.Escape(Repository) + "/blob/[0-9a-zA-Z]+/";

            Assert.Equal(Repository, about["projectUrl"].Value);
            Assert.Equal(Repository, about["repository"].Attribute("url")?.Value);
            Assert.Matches($"^{files}CHANGELOG.md$", about["releaseNotes"].Value);
            var readme = await ReadAsync(archive, "README.md");
            Assert.Matches($@"\[The guide\]\({files}docs/guide\.md\)", readme);
            Assert.All(Link().Matches(readme), link => Assert.StartsWith("https://", link.Groups["target"].Value, StringComparison.Ordinal));

            // But for the links, it is the README.
            var original = await File.ReadAllTextAsync(Path.Combine(Build.Root, "README.md"), TestContext.Current.CancellationToken);
            Assert.Equal(Link().Replace(original, "").Trim(), Link().Replace(readme, "").Trim());
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Without_the_generator_there_is_no_package()
    {
        var output = Directory.CreateTempSubdirectory("runnel-without-");
        try
        {
            // Nothing was ever built in this configuration.
            var (code, printed) = await Build.TrySdkAsync(
                Build.Root, new Dictionary<string, string>(), "pack", Path.Combine("src", "Runnel.Runtime"), "--no-build", "--configuration", "Unbuilt", "--output", output.FullName);
            Assert.NotEqual(0, code);
            Assert.Contains("The package would lack 'Runnel.Generators.dll'", printed, StringComparison.Ordinal);
            Assert.Empty(output.EnumerateFiles());
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    private static Task<ZipArchive> OpenAsync(string path) => ZipFile.OpenReadAsync(path, TestContext.Current.CancellationToken);

    private static async Task<string> ReadAsync(ZipArchive archive, string name)
    {
        using var reader = new StreamReader(await archive.GetEntry(name)!.OpenAsync(TestContext.Current.CancellationToken));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<Dictionary<string, XElement>> AboutAsync(ZipArchive archive, string id = "Runnel")
    {
        var about = XDocument.Parse(await ReadAsync(archive, $"{id}.nuspec"));
        return about.Root!.Elements().Single().Elements().ToDictionary(element => element.Name.LocalName);
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
