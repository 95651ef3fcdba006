namespace Runnel.Generators.Parsing;

/// <summary>The names that become parts of Redis keys.</summary>
internal static class AppNames
{
    public const int LongestApp = 100;

    public const int LongestOther = 200;

    /// <summary>What is wrong with an app's name; null: nothing.</summary>
    public static string? ComplaintOfApp(string? name) => Complaint(name, LongestApp, "{}:.");

    /// <summary>What is wrong with a stream's or a processor's name; null: nothing.</summary>
    public static string? Complaint(string? name) => Complaint(name, LongestOther, "{}:");

    private static string? Complaint(string? name, int longest, string forbidden)
    {
        if (name is null || name.Length == 0) return "it is empty";
        if (name.Length > longest) return $"it has {name.Length} characters";
        foreach (var character in name)
        {
            if (forbidden.IndexOf(character) >= 0) return $"it holds '{character}'";
            if (char.IsWhiteSpace(character)) return "it holds white space";
            if (char.IsControl(character)) return "it holds a control character";
        }

        return null;
    }
}
