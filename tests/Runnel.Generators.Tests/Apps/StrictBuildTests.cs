using System.Diagnostics;
using System.Text.RegularExpressions;
using Runnel.Generators.Tests.Modules;

namespace Runnel.Generators.Tests.Apps;

/// <summary>
/// The compiler that people have, with every analyzer of the platform switched on: it loads the generator and
/// what this needs, and finds nothing to say about what is emitted.
/// </summary>
public sealed partial class StrictBuildTests : IDisposable
{
    private const string Usings = "using System;\nusing System.Collections.Generic;\nusing System.Threading;\nusing System.Threading.Tasks;\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("runnel-strict-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("13", "disable")]
    [InlineData("14", "enable")]
    public async Task The_rich_app_builds_with_every_analyzer_on(string version, string implicitUsings)
    {
        var program = Path.Combine(Repository.Root, "tests", "Runnel.Generators.Tests", "Apps", "Programs", "Warehouse.cs");
        var warehouse = await File.ReadAllTextAsync(program, TestContext.Current.CancellationToken);
        var (code, output) = await BuildAsync(Usings + warehouse, version, implicitUsings);
        Assert.True(code == 0, output);

        // The analyzers ran: they complain of the program itself, and of nothing that was emitted for it.
        Assert.Contains("Program.cs", output, StringComparison.Ordinal);
        Assert.Contains("warning CA", output, StringComparison.Ordinal);
        Assert.DoesNotContain(".g.cs", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_of_every_shape_build_with_every_analyzer_on_beside_the_generator_of_System_Text_Json()
    {
        var file = Path.Combine(Repository.Root, "tests", "Runnel.Generators.Tests", "Records", "Golden", "Records.txt");
        var records = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var end = records.IndexOf("// What System.Text.Json's own generator adds.", StringComparison.Ordinal);
        var program = records[..end].Replace("class ShopJson\n", "class ShopJson : System.Text.Json.Serialization.JsonSerializerContext\n", StringComparison.Ordinal);
        var (code, output) = await BuildAsync(Usings + program, "13", "disable");
        Assert.True(code == 0, output);
        Assert.DoesNotContain(".Record.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("warning IL", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_program_fails_with_its_rules_where_they_are_broken_and_nothing_else()
    {
        const string Program = """
            using Runnel;
            [Record]
            public partial record Order(int OrderId, object Amount);
            [Record]
            public partial record Refund(int RefundId);
            [App("shop")]
            public sealed partial class Shop
            {
                [Stream("orders", PartitionBy = nameof(Order.OrderId))]
                public partial EventStream<Order> Orders { get; }
                [Stream("refunds", PartitionBy = "Nothing")]
                public partial EventStream<Refund> Refunds { get; }
                [Processor(nameof(Orders))]
                public void Print(Refund refund) { }
                [Crontab("45 25 * * *")]
                public void Close() { }
            }
            """;
        var (code, output) = await BuildAsync(Program, "14", "enable");
        Assert.NotEqual(0, code);
        var errors = Error.Matches(output).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "Program.cs(11,38): error RNL0060", "Program.cs(14,23): error RNL0072", "Program.cs(15,14): error RNL0085",
                "Program.cs(3,42): error RNL0004",
            ],
            errors);
        Assert.DoesNotContain("AD0001", output, StringComparison.Ordinal);
        Assert.DoesNotContain("CS8032", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_platforms_rules_are_silent_about_what_is_discovered_and_about_nothing_else()
    {
        const string Program = """
            using System;
            using System.Threading;
            using System.Threading.Tasks;
            using Runnel;
            [Record]
            public partial record Order(int OrderId);
            [App("shop")]
            public sealed partial class Shop
            {
                [Stream("orders", PartitionBy = nameof(Order.OrderId))]
                public partial EventStream<Order> Orders { get; }
                [Processor(nameof(Orders))]
                public void Print(Order order) => Console.WriteLine(order.OrderId);
                [Timer(1)]
                public void Tick() { }
                public void Plain(Order order) => Console.WriteLine(order.OrderId);
            }
            [App("depot")]
            internal sealed partial class Depot;
            internal sealed class Printer
            {
                [Processor<Shop>(nameof(Shop.Orders))]
                public void Other(Order order) { }
            }
            internal sealed class Unknown;
            """;
        var (code, output) = await BuildAsync(Program, "14", "enable");
        Assert.True(code == 0, output);
        var found = Warning.Matches(output).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["Program.cs(16,17): warning CA1822", "Program.cs(16,57): warning CA1062", "Program.cs(25,23): warning CA1812"], found);
    }

    [Fact]
    public async Task Projects_that_reference_each_other_build_with_every_analyzer_on()
    {
        const string Own = """
            internal sealed class Archive
            {
                [Processor<Shop>(nameof(Shop.Orders))]
                internal void Keep(Order order) => Console.WriteLine(order);
            }
            """;
        await WriteAsync("Bookshop.Contracts", Bookshop.Sample("Bookshop.Contracts"));
        await WriteAsync("Bookshop.Shipping", Bookshop.Sample("Bookshop.Shipping"), reference: "Bookshop.Contracts");
        await WriteAsync("Bookshop.Worker", Bookshop.Sample("Bookshop.Worker") + Own, outputType: "Exe", reference: "Bookshop.Shipping");
        var (code, output) = await BuildAsync("Bookshop.Worker");
        Assert.True(code == 0, output);
        Assert.Contains("warning CA", output, StringComparison.Ordinal);
        Assert.DoesNotContain(".g.cs", output, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output)> BuildAsync(string source, string version, string implicitUsings)
    {
        await WriteAsync("Program", source, version, implicitUsings);
        return await BuildAsync("Program");
    }

    private async Task WriteAsync(
        string project, string source, string version = "14", string implicitUsings = "enable", string outputType = "Library", string reference = "")
    {
        var here = AppContext.BaseDirectory;
        var folder = Directory.CreateDirectory(Path.Combine(_folder, project)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), source, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, project + ".csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <AssemblyName>{project}</AssemblyName>
                <OutputType>{outputType}</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <LangVersion>{version}</LangVersion>
                <ImplicitUsings>{implicitUsings}</ImplicitUsings>
                <Nullable>enable</Nullable>
                <AnalysisMode>All</AnalysisMode>
                <AnalysisLevel>latest-all</AnalysisLevel>
                <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
                <GenerateDocumentationFile>true</GenerateDocumentationFile>
                <IsAotCompatible>true</IsAotCompatible>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{here}Runnel.dll;{here}Microsoft.Extensions.*.dll" />
                <Analyzer Include="{here}Runnel.Generators.dll;{here}Cronos.dll" />
                {(reference.Length == 0 ? "" : $"""<ProjectReference Include="../{reference}/{reference}.csproj" />""")}
              </ItemGroup>
            </Project>
            """, TestContext.Current.CancellationToken);
    }

    private async Task<(int Code, string Output)> BuildAsync(string project)
    {

        // An empty file, so that no settings of a folder above apply.
        await File.WriteAllTextAsync(Path.Combine(_folder, "Directory.Build.props"), "<Project />", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder, ".editorconfig"), "root = true\n", TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("dotnet", ["build", "--nologo", "-v", "quiet", "-nodeReuse:false", "-p:UseSharedCompilation=false"])
        {
            WorkingDirectory = Path.Combine(_folder, project),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Tests are themselves started by a build at times, whose settings are none of this one's.
        var inherited = start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList();
        foreach (var name in inherited) start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await output + await errors);
    }

    [GeneratedRegex(@"[^/\\\s]+\(\d+,\d+\): warning (CA1812|CA1822|CA1062|IDE0051|IDE0060)")]
    private static partial Regex Warning { get; }

    [GeneratedRegex(@"[^/\\\s]+\(\d+,\d+\): error \w+")]
    private static partial Regex Error { get; }
}
