using System.Diagnostics;
using System.Text;

namespace Runnel;

/// <summary>
/// The context of a trace in an event's headers, in the form of the W3C recommendation "Trace Context": the processing of the event goes on in the
/// trace of its send. What is malformed is no context: tracing never fails an event.
/// </summary>
internal static class TraceContext
{
    /// <summary>version-trace-parent-flags: 00-(32 digits)-(16 digits)-(2 digits).</summary>
    private const int Length = 55;

    /// <summary>More than the 512 characters that everybody has to carry on are not carried on.</summary>
    private const int LongestState = 512;

    private const string NoTrace = "00000000000000000000000000000000";
    private const string NoSpan = "0000000000000000";

    /// <summary>The value of <see cref="EntryHeaders.Traceparent"/> for a span; null: its ids are not those of the recommendation.</summary>
    public static byte[]? ParentOf(Activity span)
    {
        if (span.IdFormat != ActivityIdFormat.W3C) return null;
        var text = new byte[Length];
        Span<byte> id = stackalloc byte[16];
        "00-"u8.CopyTo(text);
        span.TraceId.CopyTo(id);
        Convert.TryToHexStringLower(id, text.AsSpan(3), out _);
        text[35] = (byte)'-';
        span.SpanId.CopyTo(id[..8]);
        Convert.TryToHexStringLower(id[..8], text.AsSpan(36), out _);
        text[52] = (byte)'-';
        text[53] = (byte)'0';
        text[54] = (span.ActivityTraceFlags & ActivityTraceFlags.Recorded) != 0 ? (byte)'1' : (byte)'0';
        return text;
    }

    /// <summary>The value of <see cref="EntryHeaders.Tracestate"/> for a span; null: it has none.</summary>
    public static byte[]? StateOf(Activity span)
        => span.TraceStateString is { Length: > 0 and <= LongestState } state && Ascii.IsValid(state) ? Encoding.ASCII.GetBytes(state) : null;

    /// <summary>The fields with a context, in place of the one they have.</summary>
    public static RawFields With(RawFields fields, ReadOnlyMemory<byte> parent, ReadOnlyMemory<byte> state)
    {
        var more = state.IsEmpty ? 1 : 2;
        var parts = new ReadOnlyMemory<byte>[2 * (fields.Count + more)];
        var used = 0;
        var own = EntryHeaders.OwnOf(fields);
        for (var i = 0; i < fields.Count; i++)
        {
            var name = fields.NameAt(i);
            if (i >= own && IsContext(name.Span)) continue;
            parts[used++] = name;
            parts[used++] = fields.ValueAt(i);
        }

        parts[used++] = EntryHeaders.Traceparent;
        parts[used++] = parent;
        if (more == 2)
        {
            parts[used++] = EntryHeaders.Tracestate;
            parts[used++] = state;
        }

        return new RawFields(used == parts.Length ? parts : parts[..used]);
    }

    /// <summary>Reads the context of a stored event.</summary>
    /// <returns>False: it has none, or none that can be read.</returns>
    public static bool TryRead(RawFields fields, out ActivityContext context)
    {
        context = default;
        if (!EntryHeaders.TryGet(fields, EntryHeaders.Traceparent.Span, out var parent) || parent.Length != Length || !Ascii.IsValid(parent.Span)) return false;
        var state = EntryHeaders.TryGet(fields, EntryHeaders.Tracestate.Span, out var found) && found.Length <= LongestState && Ascii.IsValid(found.Span)
            ? Encoding.ASCII.GetString(found.Span)
            : null;
        return ActivityContext.TryParse(Encoding.ASCII.GetString(parent.Span), state, isRemote: true, out context) && !IsZero(context);
    }

    private static bool IsContext(ReadOnlySpan<byte> name) => name.SequenceEqual(EntryHeaders.Traceparent.Span) || name.SequenceEqual(EntryHeaders.Tracestate.Span);

    private static bool IsZero(in ActivityContext context) => context.TraceId.ToHexString() == NoTrace || context.SpanId.ToHexString() == NoSpan;
}
