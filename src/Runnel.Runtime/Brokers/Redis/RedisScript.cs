using System.Reflection;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>A script of <c>Scripts/</c>, called by its hash; its text is sent only to a server that does not know it yet.</summary>
internal sealed class RedisScript
{
    public static readonly RedisScript Acquire = new("acquire");
    public static readonly RedisScript Extend = new("extend");
    public static readonly RedisScript Commit = new("commit");
    public static readonly RedisScript Append = new("append");
    public static readonly RedisScript Quarantine = new("quarantine");
    public static readonly RedisScript Resume = new("resume");
    public static readonly RedisScript Reset = new("reset");
    public static readonly RedisScript Pause = new("pause");
    public static readonly RedisScript EndPause = new("end_pause");
    public static readonly RedisScript Count = new("count");
    public static readonly RedisScript Delete = new("delete");
    public static readonly RedisScript Trim = new("trim");
    public static readonly RedisScript Register = new("register");
    public static readonly RedisScript Forget = new("forget");
    public static readonly RedisScript Begin = new("begin");
    public static readonly RedisScript CountLost = new("count_lost");
    public static readonly RedisScript Heartbeat = new("heartbeat");
    public static readonly RedisScript Assign = new("assign");
    public static readonly RedisScript InspectHash = new("inspect_hash");
    public static readonly RedisScript Progress = new("progress");
    public static readonly RedisScript NoteFailure = new("note_failure");
    public static readonly RedisScript Park = new("park");
    public static readonly RedisScript Unpark = new("unpark");
    public static readonly RedisScript ReleaseParked = new("release_parked");
    public static readonly RedisScript Lead = new("lead");
    public static readonly RedisScript Resign = new("resign");
    public static readonly RedisScript ClaimTick = new("claim_tick");
    public static readonly RedisScript RecallTicks = new("recall_ticks");
    public static readonly RedisScript Declare = new("declare");

    private readonly RedisValue _text;
    private readonly RedisValue _hash;

    private RedisScript(string name)
    {
        Name = name;
        var text = Read($"Runnel.Scripts.{name}.lua");
        _text = text;
        _hash = ScriptHash.Of(text);
    }

    public string Name { get; }

    /// <summary>Starts the arguments of a call: what follows are the keys, then the values.</summary>
    public CommandArguments Arguments(int keys, int values) => Arguments(new CommandArguments(2 + keys + values), keys);

    /// <summary>The same with arguments that nothing else looks at any more.</summary>
    public CommandArguments Arguments(CommandArguments spare, int keys) => spare.Clear().Add(_hash).Add(keys);

    public async ValueTask<RedisAnswer> RunAsync(RedisLink link, CommandArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await link.ExecuteAsync("EVALSHA", arguments.Memory, cancellationToken);
        }
        catch (BrokerException error) when (error.InnerException is RedisServerException { Kind: RedisErrorKind.NoScript })
        {
            // A new server, a restart, a flush, a slot that moved: EVAL carries it out and makes it known to that server.
            arguments[0] = _text;
            return await link.ExecuteAsync("EVAL", arguments.Memory, cancellationToken);
        }
    }

    private static byte[] Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {resource}: it was not built from the whole source.");
        var text = new byte[stream.Length];
        stream.ReadExactly(text);
        return text;
    }
}
