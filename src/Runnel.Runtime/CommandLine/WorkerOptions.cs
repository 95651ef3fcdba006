using System.CommandLine;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>The settings that <c>worker</c> alone takes as options.</summary>
internal sealed class WorkerOptions
{
    private readonly SettingOption _healthPort = new("--health-port", "port", SettingTable.HealthPort);

    public void AddTo(Command worker) => _healthPort.AddTo(worker, recursive: false);

    /// <summary>What the command line says, as settings.</summary>
    public IReadOnlyList<SettingEntry> Read(ParseResult parsed) => _healthPort.Read(parsed) is { } entry ? [entry] : [];
}
