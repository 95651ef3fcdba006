namespace Runnel.Brokers.Redis;

/// <summary>
/// Takes secrets out of what people see. It masks rather too much than too little: the text may be one that cannot be read.
/// </summary>
internal static class SecretMask
{
    private const string Mask = "***";
    private static readonly string[] Keys = ["password", "sentinelPassword"];

    public static string Apply(string text)
    {
        foreach (var (start, length) in Secrets(text).OrderByDescending(static secret => secret.Start))
            text = text.Remove(start, length).Insert(start, Mask);
        return text;
    }

    /// <summary>A message about a text, without the text's secrets.</summary>
    public static string Without(string message, string text)
    {
        foreach (var (start, length) in Secrets(text))
            message = message.Replace(text.Substring(start, length), Mask, StringComparison.Ordinal);
        return message;
    }

    private static List<(int Start, int Length)> Secrets(string text)
    {
        List<(int Start, int Length)> secrets = [];
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var user = scheme < 0 ? 0 : scheme + 3;
        // A password that was not percent-encoded may hold '/', '?' and '@' itself.
        var at = scheme < 0 ? -1 : text.LastIndexOf('@');
        if (at > user)
        {
            var colon = text.IndexOf(':', user, at - user);
            var start = colon < 0 ? user : colon + 1;
            if (at > start) secrets.Add((start, at - start));
        }

        foreach (var key in Keys)
        {
            var from = Math.Max(at, 0);
            for (int found; (found = text.IndexOf(key, from, StringComparison.OrdinalIgnoreCase)) >= 0; from = found + 1)
            {
                // Blanks around '=' are allowed in option strings.
                var equals = found + key.Length;
                while (equals < text.Length && text[equals] == ' ') equals++;
                if (equals == text.Length || text[equals] != '=') continue;
                var start = equals + 1;
                while (start < text.Length && text[start] == ' ') start++;
                var end = text.AsSpan(start).IndexOfAny(',', '&');
                var length = end < 0 ? text.Length - start : end;
                if (length > 0 && !secrets.Exists(secret => secret.Start == start)) secrets.Add((start, length));
            }
        }

        return secrets;
    }
}
