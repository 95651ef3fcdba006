using System.Globalization;

namespace Runnel.Brokers.Redis;

/// <summary>What the app declares, recorded for other workers and for tools.</summary>
internal sealed class RedisDeclarations(RedisConnections connections, IKeyLayout keys)
{
    private const string Layout = "Layout";
    private const string Schema = "Schema";
    private const string Fingerprint = "Fingerprint";

    public async ValueTask<IReadOnlyList<DeclarationConflict>> DeclareAsync(
        IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken)
    {
        if (streams.Count == 0) return [];
        var properties = Properties(streams);
        var arguments = RedisScript.Declare.Arguments(keys: 1, values: 2 * properties.Count).AddKey(keys.Meta);
        foreach (var (stream, property, value) in properties) arguments.Add($"{stream}:{property}").Add(value);
        var answer = RespRead.Strings(await RedisScript.Declare.RunAsync(connections.Commands, arguments, cancellationToken));

        var conflicts = new DeclarationConflict[answer.Length / 2];
        for (var i = 0; i < conflicts.Length; i++)
        {
            var (stream, property, value) = properties[(int)ScriptAnswer.Number(answer[2 * i])];
            conflicts[i] = new DeclarationConflict(stream, property, answer[(2 * i) + 1]!, value);
        }

        return conflicts;
    }

    public async ValueTask<IReadOnlyList<DeclarationConflict>> FindConflictsAsync(
        IReadOnlyList<StreamDeclaration> streams, CancellationToken cancellationToken)
    {
        if (streams.Count == 0) return [];
        var properties = Properties(streams);
        var arguments = new CommandArguments(1 + properties.Count).AddKey(keys.Meta);
        foreach (var (stream, property, _) in properties) arguments.Add($"{stream}:{property}");
        var recorded = RespRead.Strings(await connections.Commands.ExecuteAsync("HMGET", arguments.Memory, cancellationToken));
        var conflicts = new List<DeclarationConflict>();
        for (var i = 0; i < recorded.Length; i++)
        {
            var (stream, property, value) = properties[i];
            if (recorded[i] is { } found && found != value) conflicts.Add(new DeclarationConflict(stream, property, found, value));
        }

        return conflicts;
    }

    public async ValueTask<IReadOnlyList<string?>> InspectSchemasAsync(IReadOnlyList<string> streams, CancellationToken cancellationToken)
    {
        var arguments = new CommandArguments(1 + streams.Count).AddKey(keys.Meta);
        foreach (var stream in streams) arguments.Add($"{stream}:{Schema}");
        return RespRead.Strings(await connections.Commands.ExecuteAsync("HMGET", arguments.Memory, cancellationToken));
    }

    public async ValueTask RecordSchemasAsync(IReadOnlyList<StreamSchema> schemas, CancellationToken cancellationToken)
    {
        var arguments = new CommandArguments(1 + (4 * schemas.Count)).AddKey(keys.Meta);
        foreach (var (stream, schema, fingerprint) in schemas)
            arguments.Add($"{stream}:{Schema}").Add(schema).Add($"{stream}:{Fingerprint}").Add(fingerprint);
        (await connections.Commands.ExecuteAsync("HSET", arguments.Memory, cancellationToken)).Dispose();
    }

    private List<(string Stream, string Property, string Value)> Properties(IReadOnlyList<StreamDeclaration> streams)
    {
        var properties = new List<(string, string, string)>(4 * streams.Count);
        foreach (var stream in streams)
        {
            properties.Add((stream.Stream, nameof(stream.PartitionCount), stream.PartitionCount.ToString(CultureInfo.InvariantCulture)));
            properties.Add((stream.Stream, nameof(stream.Hasher), stream.Hasher));
            properties.Add((stream.Stream, nameof(stream.Record), stream.Record));
            properties.Add((stream.Stream, Layout, keys.Name));
        }

        return properties;
    }
}
