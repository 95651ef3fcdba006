using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Runnel.Partitioning;

namespace Runnel;

/// <summary>
/// Hashes partition keys of every type over their canonical UTF-8 text: integers in decimal with a leading <c>-</c> where negative,
/// strings and characters as they are, <c>true</c> and <c>false</c>, GUIDs as <c>xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx</c> in lower case,
/// bytes raw. So an <c>int</c>, a <c>long</c> and a string of equal text are one key. Generated code calls this.
/// </summary>
/// <remarks>A lone surrogate in a string has no UTF-8 form and counts as U+FFFD. A null key throws an <see cref="ArgumentException"/>.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PartitionKeys
{
    /// <summary>Texts up to this many bytes are encoded on the stack; longer ones in a pooled array.</summary>
    private const int StackBytes = 256;

    /// <summary>Hashes an 8-bit integer.</summary>
    /// <param name="hasher">The stream's hasher.</param>
    /// <param name="key">The key.</param>
    /// <returns>The hash.</returns>
    public static ulong Hash(IPartitionHasher hasher, sbyte key) => HashFormatted(hasher, key);

    /// <summary>Hashes an 8-bit integer.</summary>
    /// <param name="hasher">The stream's hasher.</param>
    /// <param name="key">The key.</param>
    /// <returns>The hash.</returns>
    public static ulong Hash(IPartitionHasher hasher, byte key) => HashFormatted(hasher, key);

    /// <summary>Hashes a 16-bit integer.</summary>
    /// <param name="hasher">The stream's hasher.</param>
    /// <param name="key">The key.</param>
    /// <returns>The hash.</returns>
    public static ulong Hash(IPartitionHasher hasher, short key) => HashFormatted(hasher, key);

    /// <summary>Hashes a 16-bit integer.</summary>
    /// <param name="hasher">The stream's hasher.</param>
    /// <param name="key">The key.</param>
    /// <returns>The hash.</returns>
    public static ulong Hash(IPartitionHasher hasher, ushort key) => HashFormatted(hasher, key);

    /// <summary>Hashes a 32-bit integer.</summary>
    /// <param name="hasher">The stream's hasher.</param>
    /// <param name="key">The key.</param>
    /// <returns>The hash.</returns>
    public static ulong Hash(IPartitionHasher hasher, int key) => HashFormatted(hasher, key);

    /// <summary>Hashes a 32-bit integer.</summary>
    /// <param name="hasher">The stream's hasher.</param>
    /// <param name="key">The key.</param>
    /// <returns>The hash.</returns>
    public static ulong Hash(IPartitionHasher hasher, uint key) => HashFormatted(hasher, key);

    /// <summary>Hashes a 64-bit integer.</summary>
    /// <param name="hasher">The stream's hasher.</param>
    /// <param name="key">The key.</param>
    /// <returns>The hash.</returns>
    public static ulong Hash(IPartitionHasher hasher, long key) => HashFormatted(hasher, key);

    /// <summary>Hashes a 64-bit integer.</summary>
    /// <param name="hasher">The stream's hasher.</param>
    /// <param name="key">The key.</param>
    /// <returns>The hash.</returns>
    public static ulong Hash(IPartitionHasher hasher, ulong key) => HashFormatted(hasher, key);

    /// <summary>Hashes a 128-bit integer.</summary>
    /// <param name="hasher">The stream's hasher.</param>
    /// <param name="key">The key.</param>
    /// <returns>The hash.</returns>
    public static ulong Hash(IPartitionHasher hasher, Int128 key) => HashFormatted(hasher, key);

    /// <summary>Hashes a 128-bit integer.</summary>
    /// <param name="hasher">The stream's hasher.</param>
    /// <param name="key">The key.</param>
    /// <returns>The hash.</returns>
    public static ulong Hash(IPartitionHasher hasher, UInt128 key) => HashFormatted(hasher, key);

    /// <summary>Hashes a GUID.</summary>
    /// <param name="hasher">The stream's hasher.</param>
    /// <param name="key">The key.</param>
    /// <returns>The hash.</returns>
    public static ulong Hash(IPartitionHasher hasher, Guid key) => HashFormatted(hasher, key);

    /// <summary>Hashes a truth value.</summary>
    /// <param name="hasher">The stream's hasher.</param>
    /// <param name="key">The key.</param>
    /// <returns>The hash.</returns>
    public static ulong Hash(IPartitionHasher hasher, bool key) => HashBytes(hasher, key ? "true"u8 : "false"u8);

    /// <summary>Hashes a character.</summary>
    /// <param name="hasher">The stream's hasher.</param>
    /// <param name="key">The key.</param>
    /// <returns>The hash.</returns>
    public static ulong Hash(IPartitionHasher hasher, char key) => HashText(hasher, new ReadOnlySpan<char>(in key));

    /// <summary>Hashes a string.</summary>
    /// <param name="hasher">The stream's hasher.</param>
    /// <param name="key">The key.</param>
    /// <returns>The hash.</returns>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static ulong Hash(IPartitionHasher hasher, string? key) => HashText(hasher, (key ?? throw new MissingPartitionKeyException()).AsSpan());

    /// <summary>Hashes bytes as they are.</summary>
    /// <param name="hasher">The stream's hasher.</param>
    /// <param name="key">The key.</param>
    /// <returns>The hash.</returns>
    public static ulong Hash(IPartitionHasher hasher, ReadOnlyMemory<byte> key) => HashBytes(hasher, key.Span);

    /// <summary>Hashes bytes as they are.</summary>
    /// <param name="hasher">The stream's hasher.</param>
    /// <param name="key">The key.</param>
    /// <returns>The hash.</returns>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static ulong Hash(IPartitionHasher hasher, byte[]? key) => HashBytes(hasher, key ?? throw new MissingPartitionKeyException());

    /// <summary>The value of a nullable key.</summary>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <param name="key">The key.</param>
    /// <returns>Its value.</returns>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static TKey Required<TKey>([NotNull] TKey? key)
        where TKey : struct
        => key ?? throw new MissingPartitionKeyException();

    /// <inheritdoc cref="Hash(IPartitionHasher, sbyte)"/>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static ulong Hash(IPartitionHasher hasher, sbyte? key) => Hash(hasher, Required(key));

    /// <inheritdoc cref="Hash(IPartitionHasher, byte)"/>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static ulong Hash(IPartitionHasher hasher, byte? key) => Hash(hasher, Required(key));

    /// <inheritdoc cref="Hash(IPartitionHasher, short)"/>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static ulong Hash(IPartitionHasher hasher, short? key) => Hash(hasher, Required(key));

    /// <inheritdoc cref="Hash(IPartitionHasher, ushort)"/>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static ulong Hash(IPartitionHasher hasher, ushort? key) => Hash(hasher, Required(key));

    /// <inheritdoc cref="Hash(IPartitionHasher, int)"/>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static ulong Hash(IPartitionHasher hasher, int? key) => Hash(hasher, Required(key));

    /// <inheritdoc cref="Hash(IPartitionHasher, uint)"/>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static ulong Hash(IPartitionHasher hasher, uint? key) => Hash(hasher, Required(key));

    /// <inheritdoc cref="Hash(IPartitionHasher, long)"/>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static ulong Hash(IPartitionHasher hasher, long? key) => Hash(hasher, Required(key));

    /// <inheritdoc cref="Hash(IPartitionHasher, ulong)"/>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static ulong Hash(IPartitionHasher hasher, ulong? key) => Hash(hasher, Required(key));

    /// <inheritdoc cref="Hash(IPartitionHasher, Int128)"/>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static ulong Hash(IPartitionHasher hasher, Int128? key) => Hash(hasher, Required(key));

    /// <inheritdoc cref="Hash(IPartitionHasher, UInt128)"/>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static ulong Hash(IPartitionHasher hasher, UInt128? key) => Hash(hasher, Required(key));

    /// <inheritdoc cref="Hash(IPartitionHasher, Guid)"/>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static ulong Hash(IPartitionHasher hasher, Guid? key) => Hash(hasher, Required(key));

    /// <inheritdoc cref="Hash(IPartitionHasher, bool)"/>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static ulong Hash(IPartitionHasher hasher, bool? key) => Hash(hasher, Required(key));

    /// <inheritdoc cref="Hash(IPartitionHasher, char)"/>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static ulong Hash(IPartitionHasher hasher, char? key) => Hash(hasher, Required(key));

    /// <inheritdoc cref="Hash(IPartitionHasher, ReadOnlyMemory{byte})"/>
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static ulong Hash(IPartitionHasher hasher, ReadOnlyMemory<byte>? key) => Hash(hasher, Required(key));

    private static ulong HashFormatted<TKey>(IPartitionHasher hasher, TKey key)
        where TKey : IUtf8SpanFormattable
    {
        // 40 bytes hold the longest Int128; a GUID has 36.
        Span<byte> text = stackalloc byte[40];
        if (!key.TryFormat(text, out var written, default, CultureInfo.InvariantCulture)) throw new UnreachableException();
        return HashBytes(hasher, text[..written]);
    }

    private static ulong HashText(IPartitionHasher hasher, ReadOnlySpan<char> key)
    {
        var bound = Encoding.UTF8.GetMaxByteCount(key.Length);
        if (bound <= StackBytes)
        {
            Span<byte> text = stackalloc byte[StackBytes];
            return HashBytes(hasher, text[..Encoding.UTF8.GetBytes(key, text)]);
        }

        var pooled = ArrayPool<byte>.Shared.Rent(bound);
        try
        {
            return HashBytes(hasher, pooled.AsSpan(0, Encoding.UTF8.GetBytes(key, pooled)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }

    private static ulong HashBytes(IPartitionHasher hasher, ReadOnlySpan<byte> key)
    {
        ArgumentNullException.ThrowIfNull(hasher);
        return hasher.Hash(key);
    }
}
