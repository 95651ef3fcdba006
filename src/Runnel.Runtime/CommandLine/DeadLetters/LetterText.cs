using System.Globalization;
using System.Text;
using Runnel.Brokers;

namespace Runnel.CommandLine;

/// <summary>Dead letters for people.</summary>
internal static class LetterText
{
    private const int LongestException = 80;
    private const string None = "-";

    public static string Write(List<LetterPage> pages, DateTimeOffset now)
    {
        var text = new StringBuilder();
        foreach (var page in pages)
        {
            if (text.Length > 0) text.AppendLine();
            if (page.Letters.Count == 0)
            {
                text.AppendLine($"{page.Sink.Name}: no dead letters");
                continue;
            }

            text.AppendLine($"{page.Sink.Name}, from {page.Sink.Source.Name}");
            if (page.Sink.HasDetails) WriteWithDetails(text, page.Letters, now);
            else WriteWithout(text, page.Letters, now);
            if (page.HasMore) text.AppendLine(Format($"There are more than these {page.Letters.Count}: see --limit."));
        }

        return text.ToString();
    }

    /// <summary>All there is of one.</summary>
    public static string Write(LetterSink sink, Letter letter, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.AppendLine(Format($"dead letter {letter.Id} of {sink.Name}, {Age(letter, now)} old"));
        if (letter.Problem is not null)
        {
            text.AppendLine($"it cannot be read: {letter.Problem}");
            return text.ToString();
        }

        if (letter.Dead is { } dead)
        {
            text.AppendLine(Format($"event      {dead.Stream}/{dead.Partition} {dead.Id}"));
            text.AppendLine(Format($"given up   {dead.At.UtcDateTime:u} by {dead.Processor}, tries: {dead.Attempts}"));
        }

        text.AppendLine(Format($"came back  {letter.Returns} times before"));
        text.AppendLine($"key        {Key(letter)}");
        var record = letter.Record;
        if (record.Problem is null) text.AppendLine($"record     {Encoding.UTF8.GetString(record.Json.Span)}");
        else text.AppendLine($"record     cannot be decoded: {record.Problem}");
        text.AppendLine("fields");
        for (var i = 0; i < letter.Fields.Count; i++)
            text.AppendLine($"  {EventText.Name(letter.Fields.NameAt(i).Span)}={EventText.Value(letter.Fields.ValueAt(i).Span)}");
        if (letter.Dead is { } failed) text.AppendLine($"exception  {failed.StackTrace ?? $"{failed.ExceptionType}: {failed.ExceptionMessage}"}");
        return text.ToString();
    }

    private static void WriteWithDetails(StringBuilder text, List<Letter> letters, DateTimeOffset now)
    {
        var table = new TextTable("id", "event", "key", "processor", ">tries", ">age", ">returns", "exception");
        foreach (var letter in letters)
        {
            if (letter.Dead is { } dead)
            {
                table.Add(
                    letter.Id.ToString(), Format($"{dead.Stream}/{dead.Partition} {dead.Id}"), Key(letter), dead.Processor, Number(dead.Attempts), Age(letter, now),
                    Number(letter.Returns), Short(dead));
            }
            else table.Add(letter.Id.ToString(), None, None, None, None, Age(letter, now), None, $"cannot be read: {letter.Problem}");
        }

        table.WriteTo(text);
    }

    private static void WriteWithout(StringBuilder text, List<Letter> letters, DateTimeOffset now)
    {
        var table = new TextTable("id", "key", ">age", ">returns");
        foreach (var letter in letters) table.Add(letter.Id.ToString(), Key(letter), Age(letter, now), Number(letter.Returns));
        table.WriteTo(text);
    }

    private static string Key(Letter letter) => letter.Record.Key is { } key ? EventText.Text(key) : DurationText.Unknown;

    private static string Age(Letter letter, DateTimeOffset now) => DurationText.Of(now - letter.At);

    /// <summary>The type without its namespace, and the beginning of the message.</summary>
    private static string Short(Dead dead)
    {
        var end = dead.ExceptionType.AsSpan().IndexOfAny('`', '[');
        var dot = dead.ExceptionType.LastIndexOf('.', (end < 0 ? dead.ExceptionType.Length : end) - 1);
        var text = $"{dead.ExceptionType[(dot + 1)..]}: {FailureNote.FirstLine(dead.ExceptionMessage)}";
        if (text.Length <= LongestException) return text;

        // Not between the halves of one character.
        return $"{text[..(char.IsHighSurrogate(text[LongestException - 1]) ? LongestException - 1 : LongestException)]}…";
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
