using System.Text;
using System.Text.Json;
using CsCheck;

namespace Runnel.Generators.Tests.Records;

/// <summary>JSON that has gone wrong: bytes flipped, put in, cut out and repeated, ends cut off, values exchanged for other ones.</summary>
internal static class Mutations
{
    private static readonly byte[] Interesting = [.. "{}[]\",:\\u0123456789-+.eEtfnNI/ \t\n\0"u8, 0x80, 0xC3, 0xE2, 0xED, 0xF0, 0xFF];

    /// <summary>Values that are right in one place and wrong in most others.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "1", "-1", "1.0", "1.5", "1e2", "1e999", "-1e39", "255", "256", "65504", "2147483648", "9223372036854775808",
        "18446744073709551616", "340282366920938463463374607431768211456", "79228162514264337593543950336", "0.1234567890123456789012345678901234567890",
        "\"\"", "\"x\"", "\"ab\"", "\"\\u0041\"", "\"😀\"", "\"\\ud83d\\ude00\"", "\"\\ud800\"", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "\"nan\"", "\"1\"", "\"-1\"", "\"1.5\"",
        "\"true\"", "\"Red\"", "\"red\"", "\"Red, Green\"", "\"Read, Write\"", "\"5\"", "\"AAEC\"", "\"AAE=\"", "\"2020-07-21\"", "\"2020-07-21T22:09:37Z\"",
        "\"2020-07-21T22:09:37.12345678+02:00\"", "\"2016-12-31T23:59:60Z\"", "\"22:09:37\"", "\"1.02:30:00\"", "\"7c9e6679-7425-40de-944b-e07fc1f90ae7\"", "\"1.2.3\"",
        "\"https://example.com\"", "\"https://\"", "{}", "[]", "[null]", "[1]", "[\"x\"]", "{\"x\":1}", "{\"1\":null}", "{\"name\":\"x\"}", "{\"name\":\"x\",\"quantity\":1}",
    ];

    /// <summary>Text that is mostly no JSON any more.</summary>
    public static Gen<byte[]> OfBytes(Gen<string> json)
        => from text in json
           from edits in Gen.Select(
               Gen.Double.Unit, Gen.Int[0, 5], Gen.OneOf(Gen.Byte, Gen.Int[0, Interesting.Length - 1].Select(i => Interesting[i]))).Array[1, 6]
           select Break(Encoding.UTF8.GetBytes(text), edits);

    /// <summary>JSON still, with some values exchanged for another of the same text, or for a stranger.</summary>
    public static Gen<byte[]> OfValues(Gen<string> json)
        => from text in json
           from exchanges in Gen.Select(Gen.Double.Unit, Gen.Double.Unit, Gen.Bool, Gen.Int[0, Values.Length - 1]).Array[1, 2]
           select Exchange(Encoding.UTF8.GetBytes(text), exchanges);

    private static byte[] Break(byte[] json, (double Where, int What, byte With)[] edits)
    {
        var bytes = json.ToList();
        foreach (var (where, what, with) in edits)
        {
            var at = (int)(where * bytes.Count);
            if (at >= bytes.Count) break;
            switch (what)
            {
                case 0: bytes[at] = with; break;
                case 1: bytes.Insert(at, with); break;
                case 2: bytes.RemoveAt(at); break;
                case 3: bytes.RemoveRange(at, Math.Min(bytes.Count - at, with)); break;
                case 4: bytes.RemoveRange(at, with % 4 == 0 ? bytes.Count - at : 0); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, with)).ToList()); break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Exchange(byte[] json, (double Where, double From, bool IsOwn, int Stranger)[] exchanges)
    {
        foreach (var (where, from, isOwn, stranger) in exchanges)
        {
            var values = ValuesIn(json);
            var old = values[(int)(where * values.Count)];
            var other = isOwn ? json[values[(int)(from * values.Count)]] : Encoding.UTF8.GetBytes(Values[stranger]);
            json = [.. json[..old.Start], .. other, .. json[old.End..]];
        }

        return json;
    }

    /// <summary>Where the values stand in the text: the whole one first, then all inside it.</summary>
    private static List<Range> ValuesIn(byte[] json)
    {
        var values = new List<Range>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject) continue;
            var inside = reader;
            inside.Skip();
            values.Add((int)reader.TokenStartIndex..(int)inside.BytesConsumed);
        }

        return values;
    }
}
