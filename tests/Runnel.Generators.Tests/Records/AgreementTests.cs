using System.Text;
using System.Text.Json;
using CsCheck;
using Runnel.Records;

namespace Runnel.Generators.Tests.Records;

/// <summary>
/// Of input that has gone wrong, Runnel takes what System.Text.Json takes, as the same value, and refuses what it refuses, but for the
/// differences listed here.
/// </summary>
public class AgreementTests
{
    /// <summary>As close to what records mean as its options go.</summary>
    private static readonly JsonSerializerOptions Strict = new(Json.Reference)
    {
        MaxDepth = 256,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>What Runnel refuses and System.Text.Json takes.</summary>
    private static readonly (string Why, Func<RecordFormatException, bool> Is)[] Refused =
    [
        ("null is no record", error => error is { Path: "", Found: "null" }),
        ("null is no element and no value of a dictionary whose type forbids it, which System.Text.Json does not look at", error => error.Found == "null"),
        ("an enum's name is written exactly, and its number is no text", error => error.Expected.StartsWith("a name of ", StringComparison.Ordinal)),
        ("a number too great for the type is not infinite", error => error.Expected.StartsWith("a number of ", StringComparison.Ordinal) && error.Found.StartsWith("the number ", StringComparison.Ordinal)),
        ("a number that is a key has no commas for thousands and no white space around it",
            error => error.Expected is "a number as name" or "an integer as name" && error.Found["the name ".Length..].IndexOfAny([',', ' ', '\\']) >= 0),
        ("broken text inside any JSON, which System.Text.Json does not look at before one asks for it", error => error.Expected == "valid text"),
    ];

    /// <summary>What Runnel takes and System.Text.Json refuses.</summary>
    private static readonly (string Why, Func<Exception, bool> Is)[] Taken =
    [
        ("a nullable property of a primitive record is null where it is missing",
            error => error.Message.StartsWith("JSON deserialization for type 'Runnel.Generators.Tests.Records.Flat' was missing required properties including: 'maybe_", StringComparison.Ordinal)),
    ];

    [Fact]
    public void On_scalars() => Agree(Generators.Scalars);

    [Fact]
    public void On_nullables() => Agree(Generators.Nullables);

    [Fact]
    public void On_collections() => Agree(Generators.Collections);

    [Fact]
    public void On_less_common_collections() => Agree(Generators.MoreCollections);

    [Fact]
    public void On_keys() => Agree(Generators.Keys);

    [Fact]
    public void On_primitive_records() => Agree(Generators.Flats);

    private static void Agree<T>(Gen<T> records)
        where T : IRecord<T>
    {
        var texts = records.Select(Json.Write);
        Gen.OneOf(Mutations.OfBytes(texts), Mutations.OfValues(texts)).Sample(Agree<T>, iter: 2000);
    }

    private static void Agree<T>(byte[] bytes)
        where T : IRecord<T>
    {
        var (mine, refused) = Mine<T>(bytes);
        var (theirs, theirRefusal) = Theirs<T>(bytes);
        if (refused is not null && theirRefusal is null)
            Assert.True(Refused.Any(difference => difference.Is(refused)), $"Runnel refuses what System.Text.Json takes: {refused.Message}\n{Encoding.UTF8.GetString(bytes)}");
        else if (refused is null && theirRefusal is not null)
            Assert.True(Taken.Any(difference => difference.Is(theirRefusal)), $"Runnel takes what System.Text.Json refuses: {theirRefusal.Message}\n{Encoding.UTF8.GetString(bytes)}");
        else
            Assert.Equal(theirs, mine);
    }

    private static (string? Json, RecordFormatException? Refused) Mine<T>(byte[] bytes)
        where T : IRecord<T>
    {
        try
        {
            return (Json.Write(RecordJson.Read<T>(bytes)), null);
        }
        catch (RecordFormatException error)
        {
            return (null, error);
        }
    }

    private static (string? Json, Exception? Refused) Theirs<T>(byte[] bytes)
        where T : IRecord<T>
    {
        T? read;
        try
        {
            read = JsonSerializer.Deserialize<T>(bytes, Strict);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return (null, error);
        }

        try
        {
            return read is null ? (null, null) : (Json.Write(read), null);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return (null, null); // a null where records have none, or broken text
        }
    }
}
