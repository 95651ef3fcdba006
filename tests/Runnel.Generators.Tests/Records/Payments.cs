using System.Text.Json.Serialization;

namespace Runnel.Generators.Tests.Records;

// Records with variants. The attributes of System.Text.Json say the same, for the comparison with it.

/// <summary>An abstract base, and what is left of it at any depth.</summary>
[Record(Discriminator = "kind")]
[Variant("card", typeof(CardPayment))]
[Variant("credit", typeof(CreditPayment))]
[Variant("cash \"€\"", typeof(CashPayment))]
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CardPayment), "card")]
[JsonDerivedType(typeof(CreditPayment), "credit")]
[JsonDerivedType(typeof(CashPayment), "cash \"€\"")]
internal abstract partial record Payment(int OrderId)
{
    public string? Note { get; init; }

    public abstract bool IsPaid { get; init; }
}

[Record]
internal partial record CardPayment(int OrderId, string Number) : Payment(OrderId)
{
    public override bool IsPaid { get; init; } = true;
}

/// <summary>No record, and no variant: what is below it may be both.</summary>
internal abstract record LongCardPayment(int OrderId, string Number) : CardPayment(OrderId, Number);

[Record]
internal sealed partial record CreditPayment(int OrderId, string Number, List<Item> Items) : LongCardPayment(OrderId, Number);

[Record]
internal sealed partial record CashPayment(int OrderId, decimal Amount = 1) : Payment(OrderId)
{
    public override bool IsPaid { get; init; }
}

/// <summary>Derives from the base and is not named by it.</summary>
[Record]
internal sealed partial record Voucher(int OrderId) : Payment(OrderId)
{
    public override bool IsPaid { get; init; }
}

/// <summary>A base that may be just itself, with the discriminator that System.Text.Json has by default.</summary>
[Record]
[Variant("dog", typeof(Dog))]
[JsonDerivedType(typeof(Dog), "dog")]
internal partial record Animal(string Name);

[Record]
internal sealed partial record Dog(string Name, int Barks = 0) : Animal(Name);

/// <summary>A base that names itself, and whose variant has variants too, by the same discriminator: each base names all it may be.</summary>
[Record]
[Variant("shape", typeof(Shape))]
[Variant("round", typeof(Round))]
[Variant("circle", typeof(Circle))]
[JsonDerivedType(typeof(Shape), "shape")]
[JsonDerivedType(typeof(Round), "round")]
[JsonDerivedType(typeof(Circle), "circle")]
internal partial record Shape
{
    public int Id { get; init; }
}

[Record]
[Variant("o", typeof(Circle))]
[Variant("r", typeof(Round))]
[JsonDerivedType(typeof(Circle), "o")]
[JsonDerivedType(typeof(Round), "r")]
internal partial record Round : Shape
{
    public double Radius { get; init; }
}

[Record]
internal sealed partial record Circle : Round;

/// <summary>A variant that is abstract and has variants, told apart by a discriminator of its own.</summary>
[Record(Discriminator = "what")]
[Variant("vehicle", typeof(Vehicle))]
[Variant("boat", typeof(Boat))]
internal abstract partial record Thing;

[Record(Discriminator = "wheels")]
[Variant("four", typeof(Car))]
[Variant("two", typeof(Bicycle))]
internal abstract partial record Vehicle : Thing;

[Record]
internal sealed partial record Car(int Seats) : Vehicle;

[Record]
internal sealed partial record Bicycle(int Gears) : Vehicle;

[Record]
internal sealed partial record Boat(double Length) : Thing;

/// <summary>A variant that may be just itself or one of its own variants, told apart by a discriminator of its own.</summary>
[Record(Discriminator = "level")]
[Variant("first", typeof(First))]
internal abstract partial record Level;

[Record(Discriminator = "sublevel")]
[Variant("second", typeof(Second))]
internal partial record First(int A) : Level;

[Record]
internal sealed partial record Second(int A, int B) : First(A);

/// <summary>A base in every place that a type can stand.</summary>
[Record]
internal sealed partial record Till(Payment First, Payment? Second, List<Payment> All, Dictionary<string, Payment?> ByName, CardPayment Card, AnyPage<Payment> Page, Animal[] Pets)
{
    public Payment Last { get; init; } = new CashPayment(0);
}

internal static partial class Register
{
    internal static string RoundTrip(int id) => Json.Write(Json.Read<Slip>(Json.Write<Slip>(new Paper(id, [new Paper(id + 1, [])]))));

    [Record]
    [Variant("paper", typeof(Paper))]
    private abstract partial record Slip(int Id);

    [Record]
    private sealed partial record Paper(int Id, Slip[] Copies) : Slip(Id);
}

/// <summary>A variant that is a closed generic record.</summary>
[Record]
[Variant("items", typeof(Parcel<Item>))]
[Variant("trees", typeof(Parcel<Tree>))]
internal abstract partial record Delivery;

[Record]
internal sealed partial record Parcel<T>(T[] Content) : Delivery
    where T : IRecord<T>;
