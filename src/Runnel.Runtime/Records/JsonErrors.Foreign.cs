using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Runnel.Records;

/// <summary>System.Text.Json did not read a value of a type that Runnel does not know.</summary>
internal sealed class JsonForeignException(string expected, long start, Exception cause) : JsonException(cause.Message, cause)
{
    public string Expected { get; } = expected;

    /// <summary>Where the value starts, in bytes.</summary>
    public long Start { get; } = start;
}

// What System.Text.Json says of values that it reads: it names the place by a path from the value on, such as $.parts[0].amount.
internal static partial class JsonErrors
{
    /// <summary>What makes System.Text.Json put a name in its paths into brackets.</summary>
    private const string SpecialCharacters = ". '/\"[]()\t\n\r\f\b\\\u0085\u2028\u2029";

    private static RecordFormatException Describe(string record, ReadOnlySequence<byte> json, JsonForeignException error)
    {
        var cause = error.InnerException!;
        var again = new Utf8JsonReader(json, JsonLimits.ReaderOptions);
        var path = PathTo(ref again, error.Start);
        var within = again;
        if (cause is JsonException { Path: { } place } && Descend(ref within, place) is { Length: > 0 } rest)
        {
            path += rest[0] == '[' ? rest : "." + rest;
            again = within;
        }

        var why = cause is JsonException ? Reason(cause.Message) : $"{cause.GetType().Name}: {Reason(cause.Message)}";
        return new RecordFormatException(record, path, error.Expected, $"{Found(ref again)} ({why})", again.TokenStartIndex, error);
    }

    /// <summary>Moves from a value's first token to that of the value inside it at a path of System.Text.Json's; the path, or null where there is none.</summary>
    private static string? Descend(ref Utf8JsonReader reader, string place)
    {
        var path = new List<Step>();
        do
        {
            Follow(path, ref reader);
            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray) && Foreign(path) == place) return Join(path);
        }
        while (path.Count > 0 && reader.Read());
        return null;
    }

    private static string Foreign(List<Step> path)
    {
        var text = new StringBuilder("$");
        foreach (var step in path)
        {
            if (step.IsArray && step.Index >= 0) text.Append('[').Append(step.Index).Append(']');
            else if (step.Name is { } name && IsSpecial(name)) text.Append("['").Append(name).Append("']");
            else if (step.Name is not null) text.Append('.').Append(step.Name);
        }

        return text.ToString();
    }

    private static bool IsSpecial(string name)
    {
        foreach (var character in name)
        {
            if (SpecialCharacters.Contains(character, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
