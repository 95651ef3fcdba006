using System.IO.Compression;
using Runnel.Tests;
using Xunit;

namespace Runnel.Aot.Tests;

public sealed class PackageTests(Build build) : IDisposable
{
    /// <summary>Outside the repository, so that none of its settings apply.</summary>
    private readonly string _folder = Directory.CreateTempSubdirectory("runnel-package-").FullName;

    [Fact]
    public async Task The_package_carries_the_generator_and_its_documentation()
    {
        var package = await build.PackAsync();
        await using var archive = await ZipFile.OpenReadAsync(
            Path.Combine(package.Source, $"Runnel.{package.Version}.nupkg"), TestContext.Current.CancellationToken);
        var files = archive.Entries.Select(entry => entry.FullName).ToList();

        Assert.Contains("lib/net10.0/Runnel.dll", files);
        Assert.Contains("lib/net10.0/Runnel.xml", files);
        Assert.Contains("analyzers/dotnet/cs/Runnel.Generators.dll", files);
        Assert.Contains("analyzers/dotnet/cs/Cronos.dll", files);
        Assert.Contains("analyzers/dotnet/cs/Runnel.CodeFixes.dll", files);
        Assert.Contains("buildTransitive/Runnel.targets", files);
    }

    [Fact]
    public async Task A_project_that_knows_only_the_package_builds_and_runs_the_first_program()
    {
        var package = await build.PackAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "Shop.csproj"), Project($"""<PackageReference Include="Runnel" Version="{package.Version}" />"""), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder, "nuget.config"), Sources(package), TestContext.Current.CancellationToken);
        File.Copy(Path.Combine(Build.Root, "samples", "Orders", "Program.cs"), Path.Combine(_folder, "Program.cs"));

        // Its own cache: nothing that was restored here before helps.
        var environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(_folder, "cache") };
        foreach (var configuration in (string[])["Debug", "Release"])
        {
            await Build.RunSdkAsync(_folder, environment, "build", "--configuration", configuration, "--output", configuration, "-warnaserror");
            using var worker = await Worker.StartAsync(
                "dotnet", new Dictionary<string, string>(), Path.Combine(_folder, configuration, "Shop.dll"), "worker");
            await worker.PrintsAsync("processed 9.99");
            worker.Send(Signal.Terminate);
            Assert.Equal(0, await worker.EndAsync());
        }

        Assert.Equal("", (await PropertyAsync()).Trim());
        Assert.Equal("Size", (await PropertyAsync("-p:PublishAot=true")).Trim());

        Task<string> PropertyAsync(params string[] properties)
            => Build.RunSdkAsync(_folder, environment, ["msbuild", "-getProperty:OptimizationPreference", .. properties]);
    }

    [Fact]
    public async Task A_project_that_only_references_users_of_the_package_composes_their_processors()
    {
        var package = await build.PackAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "nuget.config"), Sources(package), TestContext.Current.CancellationToken);
        var packed = $"""<PackageReference Include="Runnel" Version="{package.Version}" />""";
        await AddAsync("Bookshop.Contracts", "Library", packed);
        await AddAsync("Bookshop.Shipping", "Library", packed, Reference("Bookshop.Contracts"));
        await AddAsync("Bookshop.Worker", "Exe", Reference("Bookshop.Shipping"));

        var environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(_folder, "cache") };
        var output = Path.Combine(_folder, "out");
        await Build.RunSdkAsync(
            Path.Combine(_folder, "Bookshop.Worker"), environment, "build", "--configuration", "Release", "--output", output, "-warnaserror");

        using var worker = await Worker.StartAsync("dotnet", new Dictionary<string, string>(), Path.Combine(output, "Bookshop.Worker.dll"), "worker");
        await worker.PrintsAsync("to Ada: 2 x Sketch of the Analytical Engine");
        worker.Send(Signal.Terminate);
        Assert.Equal(0, await worker.EndAsync());

        static string Reference(string project) => $"""<ProjectReference Include="../{project}/{project}.csproj" />""";
    }

    /// <summary>One project of the sample, as it would stand outside this repository.</summary>
    private async Task AddAsync(string project, string outputType, params string[] references)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, project)).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Build.Root, "samples", "Bookshop", project), "*.cs"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        await File.WriteAllTextAsync(
            Path.Combine(folder, project + ".csproj"), Project(string.Join('\n', references), outputType), TestContext.Current.CancellationToken);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Project(string references, string outputType = "Exe") => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>{outputType}</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup>
            {references}
          </ItemGroup>
        </Project>
        """;

    /// <summary>
    /// Runnel comes from the folder it was packed to. What it depends on may come from what this machine restored before (a global packages
    /// folder is a package source, too), or else from the user's own sources.
    /// </summary>
    internal static string Sources(Package package)
    {
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{package.Source}" />
                <add key="restored-before" value="{known}" />
              </packageSources>
            </configuration>
            """;
    }
}
