using Runnel.Tests.Simulation;

namespace Runnel.Simulation.Tests.Harness;

/// <summary>What the network does to calls and their replies; each rate a probability.</summary>
internal sealed record NetworkRates
{
    public static NetworkRates Perfect { get; } = new() { Fastest = TimeSpan.FromMicroseconds(100), Slowest = TimeSpan.FromMicroseconds(200) };

    public TimeSpan Fastest { get; init; }

    public TimeSpan Slowest { get; init; }

    /// <summary>The call never arrives.</summary>
    public double LostCall { get; init; }

    /// <summary>The call is carried out, its reply never arrives.</summary>
    public double LostReply { get; init; }

    /// <summary>The call is carried out twice; the second answer arrives.</summary>
    public double Repeat { get; init; }

    /// <summary>The call takes up to <see cref="Longest"/> to arrive: its caller may have given up by then, and others come before it.</summary>
    public double Late { get; init; }

    public TimeSpan Longest { get; init; }

    /// <summary>How long a caller waits for a reply.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    public static NetworkRates Of(Dice dice, TimeSpan lease) => new()
    {
        Fastest = TimeSpan.FromMicroseconds(50),
        Slowest = dice.Of(TimeSpan.FromMicroseconds(60), TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(100)),
        LostCall = dice.Of(0, 0, 0.01, 0.05),
        LostReply = dice.Of(0, 0, 0.02, 0.1),
        Repeat = dice.Of(0, 0, 0.02, 0.1),
        Late = dice.Of(0, 0, 0.02, 0.1),
        Longest = dice.Of(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(2), lease * 2),
        Timeout = dice.Of(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(1), lease),
    };
}
