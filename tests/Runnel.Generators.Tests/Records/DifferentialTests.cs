using System.Text.Json;
using CsCheck;

namespace Runnel.Generators.Tests.Records;

/// <summary>The emitted code and System.Text.Json, set up to mean the same, agree on generated values: byte for byte when writing, and when reading.</summary>
public class DifferentialTests
{
    private static readonly JsonSerializerOptions Escaping =
        new(Json.Reference) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default, WriteIndented = true };

    [Fact]
    public void Scalars_are_as_System_Text_Json_has_them() => Generators.Scalars.Sample(Agree, iter: 1000);

    [Fact]
    public void Nullables_are_as_System_Text_Json_has_them() => Generators.Nullables.Sample(Agree, iter: 1000);

    [Fact]
    public void Collections_are_as_System_Text_Json_has_them() => Generators.Collections.Sample(Agree, iter: 1000);

    [Fact]
    public void Less_common_collections_and_any_JSON_are_as_System_Text_Json_has_them() => Generators.MoreCollections.Sample(Agree, iter: 1000);

    [Fact]
    public void Collections_that_System_Text_Json_cannot_read_are_written_as_it_does_and_come_back()
        => Generators.HeldCollections.Sample(
            record =>
            {
                var json = Json.Write(record);
                Assert.Equal(JsonSerializer.Serialize(record, Json.Reference), json);
                Assert.Equal(json, Json.Write(Json.Read<HeldCollections>(json)));
                Assert.Equal(json, Json.Write(Json.ReadInPieces<HeldCollections>(json)));
            },
            iter: 1000);

    [Fact]
    public void Keys_are_as_System_Text_Json_has_them() => Generators.Keys.Sample(Agree, iter: 1000);

    [Fact]
    public void Enums_by_number_come_back_and_names_are_read_too()
        => Generators.Numbered.Sample(
            record =>
            {
                var json = Json.Write(record);
                Assert.Equal(json, Json.Write(Json.Read<Numbered>(json)));
                Assert.Equal(json, Json.Write(JsonSerializer.Deserialize<Numbered>(json, Json.Reference)!));
                Assert.Equal(json, Json.Write(Json.Read<Numbered>(JsonSerializer.Serialize(record, Json.Reference))));
            },
            iter: 1000);

    [Fact]
    public void Primitive_records_are_in_JSON_as_System_Text_Json_has_them() => Generators.Flats.Sample(Agree, iter: 1000);

    [Fact]
    public void A_primitive_record_comes_back_from_its_fields()
        => Generators.Flats.Sample(record => Assert.Equal(Json.Write(record), Json.Write(FieldsOf.Read<Flat>(FieldsOf.Write(record)))), iter: 5000);

    private static void Agree<T>(T record)
        where T : IRecord<T>
    {
        var json = Json.Write(record);
        Assert.Equal(JsonSerializer.Serialize(record, Json.Reference), json);

        // Compared by what they write: equality of records is by reference where a property holds a collection.
        Assert.Equal(json, Json.Write(Json.Read<T>(json)));
        Assert.Equal(json, Json.Write(Json.ReadInPieces<T>(json)));
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<T>(json, Json.Reference), Json.Reference));

        // Escaped text and white space mean the same.
        var escaped = JsonSerializer.Serialize(record, Escaping);
        Assert.Equal(json, Json.Write(Json.Read<T>(escaped)));
        Assert.Equal(json, Json.Write(Json.ReadInPieces<T>(escaped, 7)));
    }
}

internal static class FieldsOf
{
    public static RawFields Write<T>(T record)
        where T : IPrimitiveRecord<T> => T.WriteFields(record);

    public static T Read<T>(RawFields fields)
        where T : IPrimitiveRecord<T> => T.ReadFields(fields);
}
