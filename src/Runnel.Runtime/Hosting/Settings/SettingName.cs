using System.Text;

namespace Runnel.Hosting;

/// <summary>
/// Names of settings, streams and processors as people write them: <c>PREFETCH_COUNT</c>, <c>prefetch-count</c> and <c>PrefetchCount</c>
/// are one name.
/// </summary>
internal static class SettingName
{
    /// <summary>Lower case, without <c>_</c>, <c>-</c> and <c>.</c>.</summary>
    public static string Normalize(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var letter in name)
        {
            if (letter is not ('_' or '-' or '.')) text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    public static bool Same(string left, string right) => Normalize(left) == Normalize(right);

    /// <summary><c>PrefetchCount</c> as <c>prefetch_count</c>.</summary>
    public static string ToSnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    /// <summary>A stream's or processor's name as environment variables spell it: <c>dead.orders</c> as <c>DEAD_ORDERS</c>.</summary>
    public static string ToEnvironment(string name)
        => string.Create(name.Length, name, static (text, name) =>
        {
            for (var i = 0; i < text.Length; i++) text[i] = name[i] is '.' or '-' ? '_' : char.ToUpperInvariant(name[i]);
        });
}
