using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Runnel.Brokers.Redis;

/// <summary>
/// SHA-1, by which Redis names scripts; nothing is secured by it. The platform's own loads OpenSSL, 4 MiB of memory and some milliseconds of
/// every start, which a worker without TLS needs for nothing else.
/// </summary>
internal static class ScriptHash
{
    private const int BlockSize = 64;

    /// <summary>The hash in 40 hexadecimal digits, as ASCII.</summary>
    public static byte[] Of(ReadOnlySpan<byte> text)
    {
        // One bit, zeros up to a whole block, and the length in bits.
        var padded = new byte[((text.Length + sizeof(ulong)) / BlockSize * BlockSize) + BlockSize];
        text.CopyTo(padded);
        padded[text.Length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padded.AsSpan(padded.Length - sizeof(ulong)), (ulong)text.Length * 8);

        Span<uint> state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0];
        for (var start = 0; start < padded.Length; start += BlockSize) Mix(state, padded.AsSpan(start, BlockSize));

        Span<byte> hash = stackalloc byte[20];
        for (var i = 0; i < state.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(hash[(4 * i)..], state[i]);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash));
    }

    private static void Mix(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[80];
        for (var i = 0; i < 16; i++) words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]);
        for (var i = 16; i < words.Length; i++) words[i] = BitOperations.RotateLeft(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);

        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4]);
        for (var i = 0; i < words.Length; i++)
        {
            var (chosen, round) = (i / 20) switch
            {
                0 => ((b & c) | (~b & d), 0x5A827999u),
                1 => (b ^ c ^ d, 0x6ED9EBA1u),
                2 => ((b & c) | (b & d) | (c & d), 0x8F1BBCDCu),
                _ => (b ^ c ^ d, 0xCA62C1D6u),
            };
            var next = unchecked(BitOperations.RotateLeft(a, 5) + chosen + e + round + words[i]);
            (a, b, c, d, e) = (next, a, BitOperations.RotateLeft(b, 30), c, d);
        }

        unchecked
        {
            state[0] += a;
            state[1] += b;
            state[2] += c;
            state[3] += d;
            state[4] += e;
        }
    }
}
