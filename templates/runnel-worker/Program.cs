using Runnel;

return await RunnelApplication.RunAsync<TemplateApp>(args);

[Record]
public partial record Order(int OrderId, DateTime CreatedAt, double Amount);

[App("template-app")]
public sealed partial class TemplateApp
{
    [Stream("orders", PartitionBy = nameof(Order.OrderId))]
    public partial EventStream<Order> Orders { get; }

    // Every 4 seconds, send an example record.
    [Timer(4)]
    public ValueTask<EntryId> Send() => Orders.SendAsync(new Order(1, DateTime.UtcNow, 9.99));

    // Iterate over a continuous, ordered stream of events.
    [Processor(nameof(Orders))]
    public async Task Print(Events<Order> events)
    {
        await foreach (var order in events.Records())
            Console.WriteLine($"processed {order.Amount}");
    }
}
