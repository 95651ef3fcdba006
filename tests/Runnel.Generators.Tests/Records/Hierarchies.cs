namespace Runnel.Generators.Tests.Records;

// Generic, inherited and struct records beyond the common ones.

internal abstract record Entity
{
    public required Guid Id { get; init; }

    public virtual string Kind { get; init; } = "entity";

    public abstract int Version { get; set; }

    protected int Hidden { get; set; } = 1;
}

[Record]
internal partial record Customer(string Name) : Entity
{
    public override string Kind { get; init; } = "customer";

    public override int Version { get; set; } = 1;
}

/// <summary>Overrides what is overridden already, and seals it.</summary>
[Record]
internal sealed partial record GoldCustomer(string Name, decimal Bonus) : Customer(Name)
{
    public sealed override string Kind { get; init; } = "gold";
}

/// <summary>Derives from a generic record, closed and open.</summary>
[Record]
internal partial record Result<T>(T Value, Result<T>? Previous = null)
    where T : class, IRecord<T>
{
    public List<Result<T>> Others { get; init; } = [];
}

[Record]
internal sealed partial record CustomerResult(Customer Value, int Score) : Result<Customer>(Value);

[Record]
internal sealed partial record Both<TFirst, TSecond>(TFirst First, Dictionary<string, TSecond?> Second, AnyPage<AnyPage<TFirst>> Deep)
    where TFirst : struct, IRecord<TFirst>
    where TSecond : class, IRecord<TSecond>;

internal static partial class Outer<TOuter>
    where TOuter : IRecord<TOuter>
{
    /// <summary>Holds the type parameter of the class around it, and itself with another one.</summary>
    [Record]
    internal sealed partial record Inner(TOuter Value, Outer<Item>.Inner? Other);

    internal static partial class Middle
    {
        [Record]
        internal readonly partial record struct Deepest<T>(T A, TOuter B)
            where T : IRecord<T>;
    }
}

/// <summary>A struct whose parameters all have defaults: that is not what <c>default</c> gives.</summary>
[Record]
internal readonly partial record struct Span(int Start = 1, int? End = null, string Label = "x");

[Record]
internal partial record struct Counter(int Step)
{
    public Counter()
        : this(2)
    {
    }

    public int Count { get; set; } = 10;

    public required string Name { get; init; }

    public readonly int Next => Count + Step;
}

[Record]
internal sealed partial record Spans(Span? First, Span[] All, Dictionary<int, Counter?> Counters);
