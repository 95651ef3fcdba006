using System.Text.Json;
using StackExchange.Redis;

// The least native program that does what the Orders sample does: connect, read an order from a stream, print it, wait. No host, no settings,
// no lease, no command line: what of a Runnel worker's start-up, memory and size is the client's and the runtime's own.
var (endpoint, key) = (args[0], args[1]);
await using var connection = await ConnectionMultiplexer.ConnectAsync(endpoint);
var database = connection.GetDatabase();
RedisValue position = "0";
while (true)
{
    foreach (var entry in await database.StreamReadAsync(key, position))
    {
        using var order = JsonDocument.Parse((ReadOnlyMemory<byte>)entry["data"]);
        Console.WriteLine($"processed {order.RootElement.GetProperty("amount").GetDouble()}");
        position = entry.Id;
    }

    await Task.Delay(100);
}
