using System.Globalization;
using Xunit;

namespace Runnel.Aot.Tests;

/// <summary>What an idle worker runs stands side by side in the native file, so that little of the file has to be in memory.</summary>
public sealed class NativeOrderTests(Build build)
{
    [Fact]
    public async Task What_a_worker_runs_stands_side_by_side()
    {
        var program = await build.PublishFirstProgramAsync();
        var symbols = await SymbolsAsync($"{program.Path}.dbg");
        var order = await File.ReadAllLinesAsync(
            Path.Combine(Build.Root, "src", "Runnel.Runtime", "buildTransitive", "Runnel.order.txt"), TestContext.Current.CancellationToken);

        var known = order.Count(symbols.ContainsKey);
        Assert.True(known > order.Length * 0.8, $"Of {order.Length} names in Runnel.order.txt only {known} are functions still: run scripts/native-order.py.");

        // Not all of them: data that belongs to a function has its name too, and stands elsewhere.
        var found = order.Where(symbols.ContainsKey).Select(name => symbols[name]).DistinctBy(symbol => symbol.Address).OrderBy(symbol => symbol.Address).ToArray();
        var middle = found[(found.Length / 20)..^(found.Length / 20)];
        var span = middle[^1].Address + middle[^1].Size - middle[0].Address;
        Assert.InRange(span, 1, 2 * middle.Sum(symbol => symbol.Size));
    }

    private static async Task<Dictionary<string, (long Address, long Size)>> SymbolsAsync(string file)
    {
        var (code, printed) = await Worker.RunAsync("nm", new Dictionary<string, string>(), "--print-size", file);
        Assert.True(code == 0, printed);

        Dictionary<string, (long, long)> symbols = [];
        foreach (var line in printed.Split('\n'))
        {
            if (line.Split(' ', 4) is [var address, var size, "t" or "T", var name])
                symbols[name.TrimEnd()] = (long.Parse(address, NumberStyles.HexNumber), long.Parse(size, NumberStyles.HexNumber));
        }

        return symbols;
    }
}
