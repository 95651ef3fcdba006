namespace Runnel.Hosting;

/// <summary>Tags as an instrument gives them, and the figures they stand for: found without making text of them each time.</summary>
internal sealed class TagSet
{
    private readonly string[] _names;
    private readonly object?[] _values;

    public TagSet(ReadOnlySpan<KeyValuePair<string, object?>> tags, MetricSeries series, TagSet? next)
    {
        (_names, _values, Series, Next) = (new string[tags.Length], new object?[tags.Length], series, next);
        for (var i = 0; i < tags.Length; i++) (_names[i], _values[i]) = (tags[i].Key, tags[i].Value);
    }

    public MetricSeries Series { get; }

    /// <summary>Another that has the same place in the table.</summary>
    public TagSet? Next { get; }

    /// <summary>Of the values alone: the names of an instrument's tags are nearly always the same.</summary>
    public static uint HashOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = (uint)tags.Length;
        foreach (var tag in tags) hash = unchecked((hash * 31) + (uint)(tag.Value?.GetHashCode() ?? 0));
        return hash;
    }

    public bool Matches(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length != _names.Length) return false;
        for (var i = 0; i < tags.Length; i++)
        {
            if (!Equals(tags[i].Value, _values[i]) || tags[i].Key != _names[i]) return false;
        }

        return true;
    }
}
