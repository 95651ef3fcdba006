using System.Globalization;

namespace Runnel.Brokers.Redis;

/// <summary>The words and numbers in the scripts' answers.</summary>
internal static class ScriptAnswer
{
    public static long Number(string? text) => long.Parse(text!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    public static EntryId Id(ReadOnlySpan<char> text) => EntryId.Parse(text);

    public static InvalidOperationException Unknown(RedisScript script, string? answer)
        => new($"The script '{script.Name}' answered '{answer}', which is none of its answers.");
}
