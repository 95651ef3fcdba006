using System.Globalization;
using StackExchange.Redis;

namespace Runnel.Redis.Tests;

/// <summary>What the server says of clients that wait, and of commands that were called.</summary>
internal static class Waits
{
    public static async Task<int> BlockedAsync(ConnectionMultiplexer client) => await NumberAsync(client, "clients", "blocked_clients", "");

    public static Task<int> ConnectedAsync(ConnectionMultiplexer client) => NumberAsync(client, "clients", "connected_clients", "");

    public static Task<int> CallsAsync(ConnectionMultiplexer client, string command) => NumberAsync(client, "commandstats", $"cmdstat_{command}", "calls=");

    private static async Task<int> NumberAsync(ConnectionMultiplexer client, string section, string name, string prefix)
    {
        var found = (await client.GetServers()[0].InfoAsync(section)).SelectMany(static group => group).FirstOrDefault(pair => pair.Key == name).Value;
        return found is null ? 0 : int.Parse(found[prefix.Length..].Split(',')[0], CultureInfo.InvariantCulture);
    }
}
