namespace Runnel.Hosting;

/// <summary>Guesses what somebody meant who wrote a name that does not exist.</summary>
internal static class Suggestion
{
    /// <summary>" Did you mean 'print'?", or nothing when no name is near.</summary>
    public static string For(string written, IEnumerable<string> names) => Nearest(written, names) is { } name ? $" Did you mean '{name}'?" : "";

    /// <summary>The name nearest to what was written, when it is near at all.</summary>
    public static string? Nearest(string written, IEnumerable<string> names)
    {
        var normalized = SettingName.Normalize(written);
        string? nearest = null;
        var least = Math.Max(2, normalized.Length / 4) + 1;
        foreach (var name in names)
        {
            var candidate = SettingName.Normalize(name);
            var distance = DistanceTo(normalized, candidate);
            if (distance >= least) continue;
            (nearest, least) = (name, distance);
        }

        return nearest;
    }

    /// <summary>'prefetch_count' means 'default_prefetch_count', and so does 'prefech_count': the end of a name counts as nearly the name.</summary>
    private static int DistanceTo(string written, string candidate)
    {
        const string Default = "default";
        if (written.Length >= 4 && candidate.EndsWith(written, StringComparison.Ordinal)) return 1;
        var distance = Distance(written, candidate);
        return candidate.StartsWith(Default, StringComparison.Ordinal)
            ? Math.Min(distance, 1 + Distance(written, candidate[Default.Length..]))
            : distance;
    }

    /// <summary>Damerau–Levenshtein distance (adjacent letters swapped count once).</summary>
    internal static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= right.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[left.Length, right.Length];
    }
}
