namespace Runnel.Generators.Parsing;

/// <summary>Property names to stored names: the values of <c>Runnel.FieldNaming</c>.</summary>
internal enum NamingRule
{
    SnakeCase,
    CamelCase,
    KebabCase,
    AsWritten,
}

internal static class FieldNames
{
    public static string Of(string property, NamingRule naming) => naming switch
    {
        NamingRule.CamelCase => CamelCase(property),
        NamingRule.KebabCase => SnakeCase.Convert(property, '-'),
        NamingRule.AsWritten => property,
        _ => SnakeCase.Convert(property),
    };

    /// <summary>Whether a name can be stored: one or more characters, none of them half of a surrogate pair.</summary>
    public static bool IsUsable(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsSurrogate(name[i])) continue;
            if (i + 1 == name.Length || !char.IsSurrogatePair(name[i], name[i + 1])) return false;
            i++;
        }

        return name.Length > 0;
    }

    /// <summary>Exactly <c>JsonNamingPolicy.CamelCase</c>: a leading run of capitals goes down but for its last, where a word follows: <c>HTTPServer</c>, <c>httpServer</c>.</summary>
    private static string CamelCase(string name)
    {
        var letters = name.ToCharArray();
        for (var i = 0; i < letters.Length && char.IsUpper(letters[i]); i++)
        {
            var startsWord = i > 0 && i + 1 < letters.Length && !char.IsUpper(letters[i + 1]);
            if (startsWord && letters[i + 1] != ' ') break;
            letters[i] = char.ToLowerInvariant(letters[i]);
            if (startsWord) break;
        }

        return new string(letters);
    }
}
