namespace Runnel.Scaling.Series;

/// <summary>A way of working that is measured.</summary>
/// <param name="Name">As tables and plots show it.</param>
/// <param name="Processor">The processor that is on; <c>send</c>: none, the process sends.</param>
internal sealed record Mode(string Name, string Processor)
{
    public static readonly Mode BeforeNext = new("BeforeNext", "before_next");
    public static readonly Mode Background = new("Background", "background");
    public static readonly Mode Batches = new("Take(100)", "batches");
    public static readonly Mode Send = new("send", "send");

    public static readonly IReadOnlyList<Mode> Consuming = [BeforeNext, Background, Batches];

    public static readonly IReadOnlyList<Mode> All = [BeforeNext, Background, Batches, Send];

    public bool Sends => this == Send;
}
