using Runnel;

namespace Bookshop.Shipping;

/// <summary>Hands parcels over.</summary>
internal static partial class Post
{
    /// <summary>Private, which the class being partial makes possible: the code that calls it is emitted into the class.</summary>
    [Processor<Shop>(nameof(Shop.Parcels))]
    private static async Task Deliver(Events<Parcel> parcels)
    {
        await foreach (var parcel in parcels.Records())
            Console.WriteLine($"to {parcel.Customer}: {parcel.Content}");
    }
}
