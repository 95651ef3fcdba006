using System.Text.RegularExpressions;

namespace Runnel.Hosting;

/// <summary>Hides passwords in what people see: configurations are pasted into tickets.</summary>
internal static partial class Secrets
{
    private const string Hidden = "***";

    /// <summary>Masks the password of a URL (<c>redis://user:password@host</c>) and of option strings and queries (<c>password=…</c>).</summary>
    public static string Mask(string text)
    {
        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd >= 0)
        {
            var start = schemeEnd + 3;
            var at = text.LastIndexOf('@');
            if (at > start)
            {
                var colon = text.IndexOf(':', start, at - start);
                text = string.Concat(text.AsSpan(0, colon < 0 ? start : colon + 1), Hidden, text.AsSpan(at));
            }
        }

        return Password().Replace(text, "$1" + Hidden);
    }

    [GeneratedRegex("((?:password|sslpassword|token|secret)\\s*=)[^,&;]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Password();
}
