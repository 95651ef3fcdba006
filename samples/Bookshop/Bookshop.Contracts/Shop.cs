using Runnel;

namespace Bookshop;

/// <summary>A customer wants a book.</summary>
[Record]
public partial record Order(string Customer, string Title, int Copies);

/// <summary>Books on their way to a customer.</summary>
[Record]
public partial record Parcel(string Customer, string Content);

/// <summary>What all programs of the bookshop share: its streams. Who processes them is no matter of this assembly.</summary>
[App("bookshop")]
public sealed partial class Shop
{
    /// <summary>What customers want, in order for each of them.</summary>
    [Stream("orders", PartitionBy = nameof(Order.Customer), PartitionCount = 4)]
    public partial EventStream<Order> Orders { get; }

    /// <summary>What leaves the house.</summary>
    [Stream("parcels", PartitionBy = nameof(Parcel.Customer), PartitionCount = 4)]
    public partial EventStream<Parcel> Parcels { get; }

    /// <summary>Orders that nobody could pack.</summary>
    [DeadLetters(nameof(Orders))]
    private partial EventStream<Dead> DeadOrders { get; }

    [Processor(nameof(DeadOrders))]
    private static void Bury(Dead dead) => Console.WriteLine($"not packed: {dead.ExceptionMessage}");

    [Timer(4)]
    private ValueTask<EntryId> SendExample() => Orders.SendAsync(new Order("Ada", "Sketch of the Analytical Engine", 2));
}
