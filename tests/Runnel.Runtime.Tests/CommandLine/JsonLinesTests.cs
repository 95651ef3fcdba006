using System.Text;
using Xunit;

namespace Runnel.CommandLine;

public sealed class JsonLinesTests
{
    [Theory]
    [InlineData("{}\n{}", "1:{} 2:{}")]
    [InlineData("{}\n{}\n", "1:{} 2:{}")]
    [InlineData("{}\r\n\r\n  \t\r\n {} \r\n", "1:{} 4:{}")]
    [InlineData("\uFEFF{}\n", "1:{}")]
    [InlineData("", "")]
    [InlineData("\n\n", "")]
    public async Task Lines_are_numbered_and_blank_ones_left_out(string text, string expected)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(text));

        Assert.Equal(expected, string.Join(' ', await ReadAsync(input)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task However_the_input_is_cut_the_lines_are_the_same(int chunk)
    {
        var text = string.Concat(Enumerable.Range(1, 500).Select(number => $"{{\"n\":{number},\"text\":\"{new string('x', number)}\"}}\n"));
        using var input = new Trickle(Encoding.UTF8.GetBytes(text), chunk);

        var lines = await ReadAsync(input);

        Assert.Equal(500, lines.Count);
        Assert.Equal(text.Split('\n')[499], lines[499]["500:".Length..]);
    }

    [Fact]
    public async Task Input_that_cannot_be_read_twice_is_kept_in_memory_and_then_in_a_file()
    {
        var small = await InputSpool.OpenAsync(
            "-", new CommandConsole { OpenInput = () => new Trickle(new byte[10], 3) }, TestContext.Current.CancellationToken);
        var large = await InputSpool.OpenAsync(
            "-", new CommandConsole { OpenInput = () => new Trickle(new byte[5_000_000], 65_000) }, TestContext.Current.CancellationToken);
        string path;
        await using (small) Assert.Equal(10, Assert.IsType<MemoryStream>(small).Length);
        await using (large)
        {
            path = Assert.IsType<FileStream>(large).Name;
            Assert.Equal((0L, 5_000_000L), (large.Position, large.Length));
        }

        Assert.False(File.Exists(path));
    }

    private static async Task<List<string>> ReadAsync(Stream input)
    {
        var lines = new List<string>();
        await foreach (var line in JsonLines.ReadAsync(input, TestContext.Current.CancellationToken))
            lines.Add($"{line.Number}:{Encoding.UTF8.GetString(line.Json.Span)}");
        return lines;
    }

    /// <summary>Gives its bytes in small pieces, like a pipe.</summary>
    private sealed class Trickle(byte[] bytes, int chunk) : MemoryStream(bytes, writable: false)
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }
}
