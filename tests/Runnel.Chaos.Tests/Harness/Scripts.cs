using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Runnel.Chaos.Tests.Harness;

/// <summary>Tells calls of Runnel's scripts from other traffic, by the hash that they are called by.</summary>
internal static class Scripts
{
    public static byte[] Commit { get; } = Hash("commit.lua");

    public static byte[] Append { get; } = Hash("append.lua");

    public static bool Calls(this ReadOnlyMemory<byte> piece, byte[] script) => piece.Span.IndexOf(script) >= 0;

    private static byte[] Hash(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
#pragma warning disable CA5350 // Redis names scripts by SHA-1; nothing is secured by it.
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA1.HashData(stream)));
#pragma warning restore CA5350
    }
}
