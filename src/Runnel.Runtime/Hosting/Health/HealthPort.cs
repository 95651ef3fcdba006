using System.Net;
using System.Net.Sockets;

namespace Runnel.Hosting;

/// <summary>The port at which a worker answers probes and scrapers; there is nothing of it where it is off.</summary>
internal sealed class HealthPort : IAsyncDisposable
{
    private readonly HealthPages _pages;
    private readonly HttpServer _server;

    private HealthPort(HealthPages pages, HttpServer server) => (_pages, _server) = (pages, server);

    /// <summary>Opens it, if settings say so; null: they do not.</summary>
    /// <exception cref="SettingException">The address cannot be listened on.</exception>
    public static HealthPort? Open(AppRuntime runtime)
    {
        var port = runtime.Settings.Get(SettingTable.HealthPort);
        return port == 0 ? null : Open(runtime, new IPEndPoint(IPAddress.Parse(runtime.Settings.Get(SettingTable.HealthAddress)), port));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _pages.Dispose();
    }

    private static HealthPort Open(AppRuntime runtime, IPEndPoint endPoint)
    {
        var pages = new HealthPages(runtime);
        try
        {
            var server = new HttpServer(endPoint, pages.AnswerAsync, runtime.Time, runtime.Logger);
            runtime.Logger.HealthStarted(endPoint.ToString(), $"{HealthPages.Live}, {HealthPages.Ready}, {HealthPages.Metrics}");
            return new HealthPort(pages, server);
        }
        catch (SocketException error)
        {
            pages.Dispose();
            var (port, address) = (Setting(runtime, SettingTable.HealthPort), Setting(runtime, SettingTable.HealthAddress));
            var advice = error.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "Another program listens there: end it, or choose another port.",
                SocketError.AccessDenied => "Ports below 1024 are reserved: choose a higher one.",
                _ => "Choose an address of this machine, or 0.0.0.0 for all of them.",
            };
            throw new SettingException($"{endPoint} cannot be listened on: {error.Message}. {port}; {address}. {advice}");
        }
    }

    private static string Setting(AppRuntime runtime, SettingDefinition definition)
    {
        var setting = runtime.Settings[new SettingPath(definition)];
        return $"{setting.Path} is '{setting.Shown}', from {setting.Origin}";
    }
}
