using CsCheck;
using Runnel.Records;

namespace Runnel.Generators.Tests.Records;

/// <summary>Broken input: whatever comes in, either a record comes out or a <see cref="RecordFormatException"/>, and nothing else.</summary>
public class FuzzTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        Generators.Scalars.Select(Json.Write), Generators.Nullables.Select(Json.Write), Generators.Collections.Select(Json.Write),
        Generators.MoreCollections.Select(Json.Write), Generators.HeldCollections.Select(Json.Write), Generators.Keys.Select(Json.Write),
        Generators.Flats.Select(Json.Write));

    [Fact]
    public void Broken_JSON_is_refused_with_nothing_but_RecordFormatException() => Mutations.OfBytes(Texts).Sample(SurvivesAll, iter: 2500);

    [Fact]
    public void Wrong_values_are_refused_with_nothing_but_RecordFormatException() => Mutations.OfValues(Texts).Sample(SurvivesAll, iter: 2500);

    [Fact]
    public void Broken_fields_are_refused_with_nothing_but_RecordFormatException()
        => Gen.Select(Generators.Flats, Gen.Int[0, 21], Gen.Byte.Array[0, 40]).Sample(
            (record, index, value) =>
            {
                var fields = FieldsOf.Write(record);
                var parts = fields.SelectMany(field => new[] { field.Key, field.Value }).ToArray();
                parts[(2 * (index % fields.Count)) + 1] = value;
                SurvivesFields(parts);
            },
            iter: 10_000);

    [Fact]
    public void Fields_that_are_mixed_up_are_refused_with_nothing_but_RecordFormatException()
        => Gen.Select(Generators.Flats, Gen.Int[0, 43], Gen.Int[0, 43], Gen.Int[0, 2], Gen.Byte).Sample(
            (record, one, other, what, with) =>
            {
                var parts = FieldsOf.Write(record).SelectMany(field => new[] { field.Key, field.Value }).ToList();
                (one, other) = (one % parts.Count, other % parts.Count);
                switch (what)
                {
                    case 0: (parts[one], parts[other]) = (parts[other], parts[one]); break;
                    case 1: parts[one] = parts[one][..(with % (parts[one].Length + 1))]; break;
                    default: parts.RemoveRange(one & ~1, 2); break;
                }

                SurvivesFields([.. parts]);
            },
            iter: 10_000);

    private static void SurvivesFields(ReadOnlyMemory<byte>[] parts)
    {
        Flat read;
        try
        {
            read = FieldsOf.Read<Flat>(new RawFields(parts));
        }
        catch (RecordFormatException error)
        {
            Assert.Equal("Flat", error.Record);
            Assert.NotEmpty(error.Path);
            return;
        }

        // What was accepted is a value of the record: it comes back.
        Assert.Equal(Json.Write(read), Json.Write(FieldsOf.Read<Flat>(FieldsOf.Write(read))));
    }

    private static void SurvivesAll(byte[] bytes)
    {
        Survives<Scalars>(bytes);
        Survives<Nullables>(bytes);
        Survives<Collections>(bytes);
        Survives<MoreCollections>(bytes);
        Survives<HeldCollections>(bytes);
        Survives<Keys>(bytes);
        Survives<Flat>(bytes);
        Survives<Tree>(bytes);
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
        T record;
        try
        {
            record = read();
        }
        catch (RecordFormatException error)
        {
            Assert.InRange(error.Position, 0, long.MaxValue);
            return $"{error.Path}: {error.Expected} at {error.Position}"; // the reader's own sentences differ a little between the two
        }

        // What was accepted can be sent again, and is then the same.
        var written = Json.Write(record);
        Assert.Equal(written, Json.Write(Json.Read<T>(written)));
        return written;
    }
}
