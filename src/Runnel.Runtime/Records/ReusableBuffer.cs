using System.Buffers;

namespace Runnel.Records;

/// <summary>
/// A thread's own buffer for encoding, lent out and given back. A user's serializer may encode another record inside its own call: it then
/// gets a second buffer, never the first one again.
/// </summary>
internal static class ReusableBuffer
{
    /// <summary>What one large record grew beyond this is left to the garbage collector, so that a thread does not keep it for ever.</summary>
    private const int LargestKept = 1024 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _mine;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _second;

    public static ArrayBufferWriter<byte> Take()
    {
        if (_mine is { } first)
        {
            _mine = null;
            return first;
        }

        if (_second is { } second)
        {
            _second = null;
            return second;
        }

        return new ArrayBufferWriter<byte>(512);
    }

    public static void Return(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > LargestKept) return;
        buffer.ResetWrittenCount();
        if (_mine is null) _mine = buffer;
        else _second = buffer;
    }
}
