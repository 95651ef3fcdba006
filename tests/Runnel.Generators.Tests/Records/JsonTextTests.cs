using System.Buffers;
using System.Text;
using System.Text.Json;
using Runnel.Records;

namespace Runnel.Generators.Tests.Records;

/// <summary>Texts are written as System.Text.Json writes them, wherever in them what needs an escape stands, and however little room there is at once.</summary>
public class JsonTextTests
{
    private static readonly string[] Specials =
        ["", "\"", "\\", "\b\t\n\f\r", "\0", "\u001F", " ~", "\u007F", "\u0080", "ä", "€", "\u2028", "\uE000", "\uFEFF", "\uFFFE", "\uFFFF", "😀", "\U0010FFFF", "'<>&+`"];

    [Fact]
    public void In_any_place_of_a_text_of_any_length()
    {
        foreach (var special in Specials)
        {
            for (var before = 0; before < 20; before++)
            {
                for (var after = 0; after < 20; after++) IsAsSystemTextJsonHasIt(new string('b', before) + special + new string('a', after));
            }
        }
    }

    [Fact]
    public void In_long_texts_with_many_of_them()
    {
        foreach (var special in Specials)
        {
            IsAsSystemTextJsonHasIt(string.Concat(Enumerable.Repeat(special, 3000)));
            IsAsSystemTextJsonHasIt(string.Concat(Enumerable.Repeat("some text " + special, 500)));
        }
    }

    private static void IsAsSystemTextJsonHasIt(string text)
    {
        var record = new Tree(text, []);
        var expected = JsonSerializer.Serialize(record, Json.Reference);
        var scarce = new Scarce();
        RecordJson.Write(record, scarce);
        Assert.Equal(expected, Json.Write(record));
        Assert.Equal(expected, Encoding.UTF8.GetString(scarce.Written));
    }

    /// <summary>Gives just as much room as is asked for, and new room each time.</summary>
    private sealed class Scarce : IBufferWriter<byte>
    {
        private readonly List<byte> _written = [];
        private byte[] _room = [];

        public byte[] Written => [.. _written];

        public void Advance(int count) => _written.AddRange(_room.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0) => _room = new byte[Math.Max(sizeHint, 1)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
