using System.Text;
using CsCheck;
using Runnel.Records;

namespace Runnel.Generators.Tests.Records;

/// <summary>Broken input: whatever comes in, either a record comes out or a <see cref="RecordFormatException"/>, and nothing else.</summary>
public class FuzzTests
{
    private static readonly byte[] Interesting = [.. "{}[]\",:\\u0123456789-+.eEtfnNI/ \t\n\0"u8, 0x80, 0xC3, 0xE2, 0xED, 0xF0, 0xFF];

    private static readonly Gen<byte[]> Broken =
        from json in Gen.OneOf(Generators.Scalars.Select(Json.Write), Generators.Nullables.Select(Json.Write),
            Generators.Collections.Select(Json.Write), Generators.Flats.Select(Json.Write))
        from edits in Gen.Select(
            Gen.Double.Unit, Gen.Int[0, 4], Gen.OneOf(Gen.Byte, Gen.Int[0, Interesting.Length - 1].Select(i => Interesting[i]))).Array[1, 6]
        select Break(Encoding.UTF8.GetBytes(json), edits);

    [Fact]
    public void Broken_JSON_is_refused_with_nothing_but_RecordFormatException()
        => Broken.Sample(
            bytes =>
            {
                Survives<Scalars>(bytes);
                Survives<Nullables>(bytes);
                Survives<Collections>(bytes);
                Survives<Flat>(bytes);
                Survives<Tree>(bytes);
            },
            iter: 2500);

    [Fact]
    public void Broken_fields_are_refused_with_nothing_but_RecordFormatException()
        => Gen.Select(Generators.Flats, Gen.Int[0, 21], Gen.Byte.Array[0, 40]).Sample(
            (record, index, value) =>
            {
                var fields = FieldsOf.Write(record);
                var parts = fields.SelectMany(field => new[] { field.Key, field.Value }).ToArray();
                parts[(2 * (index % fields.Count)) + 1] = value;
                try
                {
                    FieldsOf.Read<Flat>(new RawFields(parts));
                }
                catch (RecordFormatException error)
                {
                    Assert.NotEmpty(error.Path);
                }
            },
            iter: 10_000);

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
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, with)).ToList()); break;
            }
        }

        return [.. bytes];
    }

    private static void Survives<T>(byte[] bytes)
        where T : IRecord<T>
    {
        var whole = Outcome<T>(() => RecordJson.Read<T>(bytes));
        var pieces = Outcome<T>(() => RecordJson.Read<T>(Json.Pieces(bytes, 5)));
        Assert.Equal(whole, pieces);
    }

    private static string Outcome<T>(Func<T> read)
        where T : IRecord<T>
    {
        try
        {
            return Json.Write(read());
        }
        catch (RecordFormatException error)
        {
            Assert.InRange(error.Position, 0, long.MaxValue);
            return $"{error.Path}: {error.Expected} at {error.Position}"; // the reader's own sentences differ a little between the two
        }
    }
}
