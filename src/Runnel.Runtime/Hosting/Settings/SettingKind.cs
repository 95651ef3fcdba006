using System.Diagnostics.CodeAnalysis;

namespace Runnel.Hosting;

/// <summary>How values of one kind are read from text, written back, and what is allowed.</summary>
/// <param name="Allowed">What is allowed, in words that follow "allowed:".</param>
/// <param name="Read">Reads text; false: not allowed.</param>
/// <param name="Write">Writes a value so that <paramref name="Read"/> reads the same.</param>
internal sealed record SettingKind<T>(string Allowed, SettingText<T> Read, Func<T, string> Write)
    where T : notnull;

/// <summary>Reads a value from text in invariant culture.</summary>
internal delegate bool SettingText<T>(string text, [MaybeNullWhen(false)] out T value);
