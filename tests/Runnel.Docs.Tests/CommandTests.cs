using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Runnel.Docs.Tests;

public sealed partial class CommandTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    public static TheoryData<string, string> Commands()
    {
        var data = new TheoryData<string, string>();
        foreach (var (page, command) in All()) data.Add(page, command);
        return data;
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_that_the_pages_name_is_in_the_help(string page, string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var names = words.TakeWhile(word => Name().IsMatch(word)).ToArray();
        var (code, output) = await RunAsync([.. names, "--help"]);

        Assert.True(code == 0, $"{page}: 'shop {command}' --help ended with {code}:\n{output}");
        Assert.Contains(names[0], output, StringComparison.Ordinal);
        foreach (var option in words.Where(word => word.StartsWith("--", StringComparison.Ordinal)))
            Assert.Contains(option, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_bad_usage()
    {
        var (code, output) = await RunAsync(["fly", "orders"]);
        Assert.Equal(2, code);
        Assert.Contains("fly", output, StringComparison.Ordinal);
    }

    /// <summary>What stands behind <c>shop</c>, or behind <c>dotnet run … --</c>, in console blocks and in code within sentences.</summary>
    private static IEnumerable<(string Page, string Command)> All()
    {
        var found = from page in Repository.Pages
                    let markdown = Repository.Read(page)
                    let blocks = Snippet.ReadAll(page, markdown).Where(snippet => snippet.Language is "console" or "sh")
                    from text in blocks.SelectMany(block => block.Text.Split('\n'))
                        .Concat(Inline().Matches(markdown).Select(match => match.Groups["code"].Value))
                    let match = Command().Match(text)
                    where match.Success
                    select (page, match.Groups["rest"].Value);
        return found.Distinct();
    }

    private static async Task<(int Code, string Output)> RunAsync(IReadOnlyList<string> arguments)
    {
        // The tests and the sample are built together, in one configuration.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(Repository.Root, "samples", "Orders", "bin", configuration, "net10.0", "shop.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Bound);
        return (process.ExitCode, await output + await error);
    }

    [GeneratedRegex(@"^(?:[A-Z_]+=\S+ )*(?:shop|dotnet run(?: --project \S+)? --) (?<rest>[a-z].*)$")]
    private static partial Regex Command();

    [GeneratedRegex(@"`(?<code>[^`\n]+)`")]
    private static partial Regex Inline();

    [GeneratedRegex("^[a-z]+$")]
    private static partial Regex Name();
}
