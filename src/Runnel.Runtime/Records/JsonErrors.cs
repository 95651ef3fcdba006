using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Runnel.Records;

/// <summary>What is wrong with a JSON value. Emitted code throws it without knowing the path; <see cref="JsonErrors"/> finds the path afterwards.</summary>
internal sealed class JsonValueException(string expected, string found, long position, string? missing = null)
    : JsonException($"Expected {expected}, found {found} (byte {position}).")
{
    public string Expected { get; } = expected;

    public string Found { get; } = found;

    /// <summary>Where the value's token starts, in bytes.</summary>
    public long Position { get; } = position;

    /// <summary>The field that the object ending at <see cref="Position"/> lacks, or null.</summary>
    public string? Missing { get; } = missing;
}

/// <summary>
/// Turns what went wrong into the exception users see. The path is found by reading the text again up to the error, so that decoding
/// good events pays nothing for it.
/// </summary>
internal static partial class JsonErrors
{
    /// <summary>Enough to recognise a value by, little enough for a log line.</summary>
    private const int ShownCharacters = 40;

    public static RecordFormatException Describe(string record, ReadOnlySequence<byte> json, JsonException error)
    {
        if (error is JsonForeignException foreign) return Describe(record, json, foreign);
        var again = new Utf8JsonReader(json, JsonLimits.ReaderOptions);
        if (error is JsonValueException value)
        {
            var path = PathTo(ref again, value.Position);
            if (value.Missing is { } field) path = path.Length == 0 ? field : path + "." + field;
            return new RecordFormatException(record, path, value.Expected, value.Found, value.Position, error);
        }

        // Not JSON at all: reading again fails at the same place.
        var lastPath = PathTo(ref again, long.MaxValue);
        var position = JsonLimits.PositionOf(json, error, again.BytesConsumed);
        if (IsTooDeep(json, position, ref again))
            return new RecordFormatException(record, lastPath, $"a depth of at most {JsonLimits.MaxDepth} objects and arrays", "a greater one", position, error);
        return new RecordFormatException(record, lastPath, "well-formed JSON", "text that is none: " + Reason(error.Message), position, error);
    }

    /// <summary>The text that the reader stands on cannot be decoded.</summary>
    public static JsonValueException BrokenText(in Utf8JsonReader reader, InvalidOperationException error)
        => new("valid text", "text that is none: " + error.Message.TrimEnd('.'), reader.TokenStartIndex);

    /// <summary>The token the reader stands on, in words.</summary>
    public static string Found(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => "null",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.EndObject => "the object's end",
        JsonTokenType.EndArray => "the array's end",
        JsonTokenType.Number => "the number " + Shown(ref reader),
        JsonTokenType.String => "the string \"" + Shown(ref reader) + "\"",
        JsonTokenType.PropertyName => "the name \"" + Shown(ref reader) + "\"",
        _ => "nothing",
    };

    private static string Shown(ref Utf8JsonReader reader)
    {
        // As it stands in the text, escapes and all: this must work for text that is wrong.
        Span<byte> start = stackalloc byte[ShownCharacters * 4];
        int length;
        if (reader.HasValueSequence)
        {
            var sequence = reader.ValueSequence;
            length = (int)Math.Min(sequence.Length, start.Length);
            var copied = start;
            foreach (var segment in sequence.Slice(0, length))
            {
                segment.Span.CopyTo(copied);
                copied = copied[segment.Length..];
            }
        }
        else
        {
            length = Math.Min(reader.ValueSpan.Length, start.Length);
            reader.ValueSpan[..length].CopyTo(start);
        }

        var text = Encoding.UTF8.GetString(start[..length]);
        return text.Length > ShownCharacters ? text[..ShownCharacters] + "…" : text;
    }

    private static string Reason(string message)
    {
        // System.Text.Json adds path, line and column to its sentence; path and byte position say the same.
        var end = message.IndexOf(" Path: $", StringComparison.Ordinal);
        if (end < 0) end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var reason = (end < 0 ? message : message[..end]).TrimEnd('.');

        // It quotes the text, at times all of it.
        return reason.Length > 2 * ShownCharacters ? reason[..(2 * ShownCharacters)] + "…" : reason;
    }

    /// <summary>Whether the reader stumbled over an object or array that only its depth speaks against.</summary>
    private static bool IsTooDeep(ReadOnlySequence<byte> json, long position, ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0);
        return depth >= JsonLimits.MaxDepth && position < json.Length
            && new SequenceReader<byte>(json.Slice(position)).TryPeek(out var next) && (next is (byte)'{' or (byte)'[');
    }

    /// <summary>The path of the token that starts at a position, or of the last good one before the text goes wrong: <c>items[3].name</c>.</summary>
    private static string PathTo(ref Utf8JsonReader reader, long position)
    {
        var path = new List<Step>();
        try
        {
            while (reader.Read())
            {
                Follow(path, ref reader);
                if (reader.TokenStartIndex >= position) break;
            }
        }
        catch (JsonException)
        {
            // The place where the text goes wrong: the path so far leads there.
        }

        return Join(path);
    }

    private static void Follow(List<Step> path, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                path[^1] = path[^1] with { Name = NameOf(ref reader) };
                break;
            case JsonTokenType.StartObject:
            case JsonTokenType.StartArray:
                NextElement(path);
                path.Add(new Step(reader.TokenType is JsonTokenType.StartArray, -1, null));
                break;
            case JsonTokenType.EndObject:
            case JsonTokenType.EndArray:
                // The object's or array's own path, without the last step in it.
                path.RemoveAt(path.Count - 1);
                break;
            default:
                NextElement(path);
                break;
        }
    }

    private static void NextElement(List<Step> path)
    {
        if (path.Count > 0 && path[^1].IsArray) path[^1] = path[^1] with { Index = path[^1].Index + 1 };
    }

    private static string NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Shown(ref reader); // not UTF-8, or half a surrogate pair
        }
    }

    private static string Join(List<Step> path)
    {
        var text = new StringBuilder();
        foreach (var step in path)
        {
            if (step.IsArray)
            {
                if (step.Index >= 0) text.Append('[').Append(step.Index).Append(']');
            }
            else if (step.Name is not null)
            {
                if (text.Length > 0) text.Append('.');
                text.Append(step.Name);
            }
        }

        return text.ToString();
    }

    private readonly record struct Step(bool IsArray, int Index, string? Name);
}
