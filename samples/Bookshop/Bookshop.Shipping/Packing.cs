using Runnel;

namespace Bookshop.Shipping;

/// <summary>Makes a parcel of each order. Found at compile time, though nobody outside this assembly can name it.</summary>
internal sealed class Packing(Shop shop)
{
    [Processor<Shop>(nameof(Shop.Orders), ExceptionPolicy = ExceptionPolicy.Ignore, Middleware = [typeof(DeadLetterMiddleware)])]
    public async Task Pack(Order order)
    {
        if (order.Copies < 1) throw new InvalidOperationException($"{order.Customer} wants {order.Copies} copies.");
        await shop.Parcels.SendAsync(new Parcel(order.Customer, $"{order.Copies} x {order.Title}"));
    }
}
