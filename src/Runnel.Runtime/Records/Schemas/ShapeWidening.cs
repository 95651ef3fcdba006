namespace Runnel.Records.Schemas;

/// <summary>Which types read every value that another one wrote.</summary>
internal static class ShapeWidening
{
    // By the form that a value is stored in: each is a JSON string, of its own form.
    private static readonly string[] Strings = ["char", "datetime", "date", "time", "timespan", "guid", "uri", "version", "bytes"];
    private static readonly string[] Integers = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "int128", "uint128"];

    public static bool Reads(RecordShape now, RecordShape old)
    {
        if (now.Kind != ShapeKind.Scalar) return false;
        if (now.Scalar == "string") return old.Kind == ShapeKind.Enum || (old.Kind == ShapeKind.Scalar && Strings.Contains(old.Scalar));
        if (old.Kind != ShapeKind.Scalar) return false;
        return now.Scalar switch
        {
            "decimal" => Integers.Contains(old.Scalar) && Bits(old.Scalar) <= 64,
            // A double holds integers of up to 53 bits exactly, a float of up to 24.
            "float64" => old.Scalar is "float16" or "float32" || (Integers.Contains(old.Scalar) && Bits(old.Scalar) <= 32),
            "float32" => old.Scalar is "float16" || (Integers.Contains(old.Scalar) && Bits(old.Scalar) <= 16),
            _ => Integers.Contains(now.Scalar) && Integers.Contains(old.Scalar) && Holds(now.Scalar, old.Scalar),
        };
    }

    private static bool Holds(string now, string old)
    {
        if (IsSigned(now) == IsSigned(old)) return Bits(now) >= Bits(old);
        return IsSigned(now) && Bits(now) > Bits(old);
    }

    private static bool IsSigned(string integer) => integer[0] == 'i';

    private static int Bits(string integer) => int.Parse(integer.AsSpan(integer.IndexOf("int", StringComparison.Ordinal) + 3), System.Globalization.CultureInfo.InvariantCulture);
}
