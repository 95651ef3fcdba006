using Runnel.Brokers;
using Runnel.Records.Schemas;

namespace Runnel.Hosting;

/// <summary>Compares the records of an app's streams with what was last recorded of them, says what has changed, and records what is there now.</summary>
internal static class SchemaCheck
{
    /// <summary>Compares and records.</summary>
    /// <exception cref="SettingException">A record has changed in a way that the settings refuse.</exception>
    /// <exception cref="BrokerException">The broker is not reachable now.</exception>
    public static Task RunAsync(AppRuntime runtime, CancellationToken cancellationToken) => RunAsync(runtime, mayReplace: true, cancellationToken);

    /// <summary>Compares, and records only where nothing is on record.</summary>
    /// <exception cref="SettingException">A record has changed in a way that the settings refuse.</exception>
    /// <exception cref="BrokerException">The broker is not reachable now.</exception>
    public static Task RunWithoutReplacingAsync(AppRuntime runtime, CancellationToken cancellationToken)
        => RunAsync(runtime, mayReplace: false, cancellationToken);

    private static async Task RunAsync(AppRuntime runtime, bool mayReplace, CancellationToken cancellationToken)
    {
        var policy = runtime.Settings.Get(SettingTable.SchemaChanges);
        var streams = runtime.Streams;
        if (policy == SchemaChanges.Ignore || streams.Count == 0) return;
        var recorded = await runtime.Broker.InspectSchemasAsync([.. streams.Select(static stream => stream.Name)], cancellationToken);
        var changed = new List<StreamSchema>();
        var refused = new List<string>();
        for (var i = 0; i < recorded.Count; i++)
        {
            var record = streams[i].Descriptor.Record;
            var declared = RecordSchema.Of(record);
            var text = declared.ToString();
            if (recorded[i] == text) continue;
            if (mayReplace || recorded[i] is null) changed.Add(new StreamSchema(streams[i].Name, text, record.Fingerprint));
            if (recorded[i] is not { } before) continue;
            var (compatible, breaking) = Differences(before, declared);
            if (breaking.Length > 0 && policy == SchemaChanges.Refuse) refused.Add($"'{streams[i].Name}': {breaking}");
            else if (breaking.Length > 0) runtime.Logger.RecordBroken(record.Name, streams[i].Name, breaking);
            else if (compatible.Length > 0) runtime.Logger.RecordChanged(record.Name, streams[i].Name, compatible);
        }

        if (refused.Count > 0) throw Refused(runtime, refused);
        if (changed.Count > 0) await runtime.Broker.RecordSchemasAsync(changed, cancellationToken);
    }

    private static (string Compatible, string Breaking) Differences(string recorded, RecordSchema declared)
    {
        if (SchemaText.TryRead(recorded) is not { } stored) return ("another version of Runnel recorded it, in a form that this one cannot compare", "");
        var differences = SchemaComparison.Compare(stored, declared);
        return (Text(differences, true), Text(differences, false));
    }

    private static string Text(IReadOnlyList<SchemaDifference> differences, bool areCompatible)
        => string.Join("; ", differences.Where(difference => difference.IsCompatible == areCompatible));

    private static SettingException Refused(AppRuntime runtime, List<string> refused) => new(
        $"{runtime.Descriptor.Name} on {runtime.Broker.Address}: events stored before can no longer all be read: {string.Join("; ", refused)}. "
        + $"Change the records so that they read what is stored (see 'schema'), use a new stream name, or set {EnvironmentSource.Spell(new SettingPath(SettingTable.SchemaChanges))}=report "
        + "for one start to take the change as it is.");
}
