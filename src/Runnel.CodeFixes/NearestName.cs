namespace Runnel.CodeFixes;

/// <summary>Which of several names somebody meant.</summary>
internal static class NearestName
{
    /// <summary>
    /// The nearest name, by how many letters must be changed, added or taken away; upper and lower case do not count. Null: none is near, which is
    /// more than a third of the letters away; or two are equally near.
    /// </summary>
    public static string? Of(string written, IEnumerable<string> names)
    {
        var nearest = names.Distinct(StringComparer.Ordinal)
            .Where(name => name != written)
            .Select(name => (Name: name, Distance: Distance(Folded(written), Folded(name))))
            .OrderBy(found => found.Distance).ThenBy(found => found.Name, StringComparer.Ordinal)
            .Take(2).ToList();
        if (nearest.Count == 0 || nearest[0].Distance * 3 > Math.Max(written.Length, nearest[0].Name.Length)) return null;
        return nearest.Count == 2 && nearest[0].Distance == nearest[1].Distance ? null : nearest[0].Name;
    }

    /// <summary>The stream's name in snake_case is near its property's.</summary>
    private static string Folded(string name) => name.Replace("_", "").Replace("-", "").ToUpperInvariant();

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[right.Length];
    }
}
