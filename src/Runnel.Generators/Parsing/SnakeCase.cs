using System.Globalization;
using System.Text;

namespace Runnel.Generators.Parsing;

/// <summary>
/// Names in snake_case, exactly as <c>JsonNamingPolicy.SnakeCaseLower</c> makes them (which netstandard2.0 lacks): <c>OrderId</c> becomes
/// <c>order_id</c>, <c>HTTPServer2Id</c> becomes <c>http_server2_id</c>.
/// </summary>
internal static class SnakeCase
{
    private enum Last
    {
        /// <summary>Nothing, or a character that is no letter or digit: the next letter needs no separator.</summary>
        Boundary,

        Upper,

        LowerOrDigit,

        Space,
    }

    /// <param name="name">The name.</param>
    /// <param name="separator">What stands between words: with <c>-</c> it is exactly <c>JsonNamingPolicy.KebabCaseLower</c>.</param>
    public static string Convert(string name, char separator = '_')
    {
        var text = new StringBuilder(name.Length + 4);
        var last = Last.Boundary;
        for (var i = 0; i < name.Length; i++)
        {
            switch (char.GetUnicodeCategory(name[i]))
            {
                case UnicodeCategory.UppercaseLetter:
                    // In a run of capitals only the last one begins a word, and only if a lower-case letter follows: HTTPServer.
                    var begins = last == Last.Upper ? i + 1 < name.Length && char.IsLower(name[i + 1]) : last != Last.Boundary;
                    if (begins) text.Append(separator);
                    text.Append(char.ToLowerInvariant(name[i]));
                    last = Last.Upper;
                    break;

                case UnicodeCategory.LowercaseLetter or UnicodeCategory.DecimalDigitNumber:
                    if (last == Last.Space) text.Append(separator);
                    text.Append(name[i]);
                    last = Last.LowerOrDigit;
                    break;

                case UnicodeCategory.SpaceSeparator:
                    if (last != Last.Boundary) last = Last.Space;
                    break;

                default:
                    text.Append(name[i]);
                    last = Last.Boundary;
                    break;
            }
        }

        return text.ToString();
    }
}
