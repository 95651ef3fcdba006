using Runnel.Generators.Diagnostics;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Records.Rules;

/// <summary>Source in which <c>{|RNL0001:…|}</c> marks what the rules of records must complain of, and nothing else may be.</summary>
internal static class RecordRule
{
    public static Task<IReadOnlyList<string>> ReportsAsync(string marked) => Marked.ReportsAsync(new RecordAnalyzer(), "using Runnel;\n" + marked);

    public static async Task ReportsAsync(string marked, params string[] parts)
    {
        var message = Assert.Single(await ReportsAsync(marked));
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    /// <summary>For what the rules refuse, only what keeps its users compiling is emitted, and the generator does not fail.</summary>
    public static async Task RefusesAsync(string marked, params string[] parts)
    {
        await ReportsAsync(marked, parts);
        var source = System.Text.RegularExpressions.Regex.Replace("using Runnel;\n" + marked, @"\{\|RNL\d+:(.*?)\|\}", "$1");
        var run = GeneratorHarness.Run(source);
        Assert.Null(run.Result.Exception);
        Assert.All(
            run.Result.GeneratedSources,
            emitted => Assert.Matches("throw .* cannot be stored: it breaks RNL[0-9]+; see the compile errors", emitted.SourceText.ToString()));
    }
}
