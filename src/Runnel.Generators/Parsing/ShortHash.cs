namespace Runnel.Generators.Parsing;

/// <summary>Eight hexadecimal digits that tell emitted names apart where their readable parts are the same.</summary>
internal static class ShortHash
{
    /// <summary>FNV-1a, the same in every process.</summary>
    public static string Of(string text)
    {
        var hash = 2166136261u;
        for (var i = 0; i < text.Length; i++) hash = unchecked((hash ^ text[i]) * 16777619u);
        return $"{hash:x8}";
    }
}
