namespace Runnel.Records;

/// <summary>Halves of surrogate pairs: a string may hold one, UTF-8 cannot, and storing another character instead would be silent damage.</summary>
internal static class Surrogates
{
    /// <summary>The index of the first half without its other half, or -1.</summary>
    public static int IndexOfLone(ReadOnlySpan<char> text)
    {
        var index = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        if (index < 0) return -1;
        for (; index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index])) continue;
            if (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[index + 1])) return index;
            index++;
        }

        return -1;
    }

    public static ArgumentException Refused(string place, char half, int index)
        => new($"{place} holds U+{(int)half:X4} at index {index}, half of a surrogate pair, which UTF-8 cannot hold. The record was not sent; "
            + "take the half out, or store such text as bytes.");
}
