using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Brokers.Memory;
using Runnel.Brokers.Redis;

namespace Runnel.Hosting;

/// <summary>Makes the broker that settings name.</summary>
internal static class BrokerFactory
{
    private const string Embedded = "memory:";

    /// <summary>Whether a URL names the embedded broker.</summary>
    public static bool IsEmbedded(EffectiveSettings settings)
        => settings.Get(SettingTable.Testing) || settings.Get(SettingTable.RedisUrl).StartsWith(Embedded, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="SettingException">The URL is none.</exception>
    public static IBroker Create(string app, EffectiveSettings settings, IServiceProvider services, ILoggerFactory loggers, TimeProvider time)
    {
        if (IsEmbedded(settings)) return new MemoryBroker(app, services.GetRequiredService<MemoryServer>());
        var url = settings[new SettingPath(SettingTable.RedisUrl)];
        try
        {
            return new RedisBroker(app, (string)url.Value, loggers, time);
        }
        catch (SettingException error)
        {
            throw new SettingException($"{error.Message} It came from {url.Origin}.", error);
        }
    }
}
