namespace Runnel.LoadTest.Limits;

/// <summary>Runnel's own scripts, for limits that hold its promises without Runnel around them.</summary>
internal static class RunnelScript
{
    /// <summary>The text of <c>append</c>, <c>commit</c> and so on.</summary>
    public static string Read(string name)
    {
        using var text = typeof(RunnelApplication).Assembly.GetManifestResourceStream($"Runnel.Scripts.{name}.lua")
            ?? throw new InvalidOperationException($"Runnel's script {name} is not where it was.");
        using var reader = new StreamReader(text);
        return reader.ReadToEnd();
    }

    /// <summary>Has a server know it; returns what it is called by.</summary>
    public static async Task<string> LoadAsync(Server server, string name)
    {
        await using var connection = await server.ConnectAsync();
        return Convert.ToHexStringLower(await connection.GetServers()[0].ScriptLoadAsync(Read(name)));
    }
}
