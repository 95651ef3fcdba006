using Runnel.Contracts;

namespace Runnel.Testing;

/// <summary>Starts an app in a test: on the embedded broker, by a clock that the test moves.</summary>
public static class RunnelTestHost
{
    /// <summary>
    /// Starts an app with one worker, and waits until it has taken its partitions and its startup tasks are at rest. Nothing of the machine
    /// gets in: neither <c>RUNNEL_…</c> variables nor <c>appsettings.json</c>, and no server is asked for, whatever the app says.
    /// </summary>
    /// <typeparam name="TApp">The app.</typeparam>
    /// <param name="configure">
    /// Services, options and middleware, as in the program itself; called once for each worker. What is registered here last wins, so that
    /// fakes replace what was registered before: <c>builder => builder.Services.AddSingleton&lt;IMailer&gt;(fake)</c>.
    /// </param>
    /// <param name="settings">How the host runs.</param>
    /// <returns>The host; dispose of it at the end of the test.</returns>
    /// <exception cref="SettingException">A setting is wrong, or the app could not be created.</exception>
    /// <exception cref="InvalidOperationException">The worker halted while it started: a startup task threw, say.</exception>
    public static async Task<RunnelTestHost<TApp>> StartAsync<TApp>(
        Action<RunnelApplicationBuilder<TApp>>? configure = null, RunnelTestSettings? settings = null)
        where TApp : class, IRunnelApp<TApp>
    {
        settings ??= new RunnelTestSettings();
        var host = new RunnelTestHost<TApp>(configure, settings);
        try
        {
            await host.AddWorkerAsync([.. settings.Processors]);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }
}
