namespace Runnel.Tests.Simulation;

/// <summary>Numbers by a seed, the same on every machine and version of .NET (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>From 0 to less than a bound.</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    /// <summary>Both bounds can come.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>From 0 to less than 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Happens(double probability) => probability > 0 && NextDouble() < probability;

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>Each order of magnitude between the two is as likely as the next.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most)
        => TimeSpan.FromTicks((long)(least.Ticks * Math.Pow((double)most.Ticks / least.Ticks, NextDouble())));

    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes, Next());
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Next());
        return new Guid(bytes);
    }
}
