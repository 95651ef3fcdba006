using System.Diagnostics;
using System.Text;
using Xunit;

namespace Runnel.Entries;

public sealed class TraceContextTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string Other = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-00";

    [Theory]
    [InlineData("data={}", "", "data={} @traceparent=P")]
    [InlineData("data={}", "a:1", "data={} @traceparent=P @tracestate=a:1")]
    [InlineData("data={} @returns=1", "", "data={} @returns=1 @traceparent=P")]
    [InlineData("data={} @traceparent=old @tracestate=old @returns=1", "", "data={} @returns=1 @traceparent=P")]
    [InlineData("data={} @traceparent=old", "a:1", "data={} @traceparent=P @tracestate=a:1")]
    [InlineData("@traceparent=own data={}", "", "@traceparent=own data={} @traceparent=P")]
    public void A_context_stands_behind_the_records_fields_once(string before, string state, string after)
        => Assert.Equal(after, Text(TraceContext.With(Fields(before), "P"u8.ToArray(), Encoding.UTF8.GetBytes(state))));

    [Fact]
    public void A_context_comes_back_as_it_was_written()
    {
        using var span = new Activity("send").SetIdFormat(ActivityIdFormat.W3C);
        span.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        span.TraceStateString = "vendor=1";
        span.Start();

        var parent = TraceContext.ParentOf(span);
        Assert.Equal(span.Id, Encoding.UTF8.GetString(parent!));
        Assert.True(TraceContext.TryRead(TraceContext.With(Fields("data={}"), parent, TraceContext.StateOf(span)), out var context));
        Assert.Equal(new ActivityContext(span.TraceId, span.SpanId, ActivityTraceFlags.Recorded, "vendor=1", isRemote: true), context);
    }

    [Fact]
    public void Ids_of_another_format_are_not_written()
    {
        using var span = new Activity("send").SetIdFormat(ActivityIdFormat.Hierarchical).Start();
        Assert.Null(TraceContext.ParentOf(span));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("vendor=\u00e4")]
    public void A_state_that_cannot_travel_is_left_out(string? state)
    {
        using var span = new Activity("send") { TraceStateString = state };
        Assert.Null(TraceContext.StateOf(span));
        span.TraceStateString = "vendor=" + new string('x', 506);
        Assert.Null(TraceContext.StateOf(span));
    }

    [Theory]
    [InlineData($"data={{}} @traceparent={Parent}", true)]
    [InlineData($"data={{}} @traceparent={Parent} @returns=1", true)]
    [InlineData($"data={{}} @traceparent={Other} @traceparent={Parent}", true)]
    [InlineData($"@traceparent={Parent} data={{}}", false)]
    [InlineData("data={}", false)]
    [InlineData("data={} @tracestate=a", false)]
    [InlineData($"data={{}} @traceparent={Parent}-more", false)]
    [InlineData("data={} @traceparent=00-00000000000000000000000000000000-b7ad6b7169203331-01", false)]
    [InlineData("data={} @traceparent=00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false)]
    public void What_stands_behind_the_records_fields_is_read(string text, bool isContext)
    {
        Assert.Equal(isContext, TraceContext.TryRead(Fields(text), out var context));
        if (isContext) Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true), (context.TraceId.ToHexString(), context.SpanId.ToHexString(), context.IsRemote));
    }

    private static RawFields Fields(string text)
        => new([.. text.Split(' ').SelectMany(static part => part.Split('=', 2)).Select(static part => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(part))]);

    private static string Text(RawFields fields)
        => string.Join(' ', fields.Select(static field => $"{Encoding.UTF8.GetString(field.Key.Span)}={Encoding.UTF8.GetString(field.Value.Span)}"));
}
