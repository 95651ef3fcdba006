namespace Runnel.Records;

/// <summary>Halves of surrogate pairs: a string may hold one, UTF-8 cannot, and storing another character instead would be silent damage.</summary>
internal static class Surrogates
{
    public static ArgumentException Refused(string place, char half, int index)
        => new($"{place} holds U+{(int)half:X4} at index {index}, half of a surrogate pair, which UTF-8 cannot hold. The record was not sent; "
            + "take the half out, or store such text as bytes.");
}
