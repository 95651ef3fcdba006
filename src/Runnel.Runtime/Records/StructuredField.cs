using System.Text;

namespace Runnel.Records;

/// <summary>The one stream field of a structured record.</summary>
internal static class StructuredField
{
    public const string Name = "data";

    private static readonly ReadOnlyMemory<byte> Utf8Name = "data"u8.ToArray();

    public static RawFields Of(byte[] data) => new(Utf8Name, data);

    public static bool TryGet(RawFields fields, out ReadOnlyMemory<byte> data) => fields.TryGetValue(Utf8Name.Span, out data);

    /// <summary>The fields that are there instead, for a message: the first few names.</summary>
    public static string Describe(RawFields fields)
    {
        var own = fields.Where(static field => !EntryHeaders.IsHeader(field.Key.Span)).ToList();
        if (own.Count == 0) return "no fields";
        var names = own.Take(5).Select(static field => $"'{Encoding.UTF8.GetString(field.Key.Span[..Math.Min(field.Key.Length, 40)])}'");
        return $"{(own.Count == 1 ? "only the field" : $"{own.Count} fields:")} {string.Join(", ", names)}";
    }
}
