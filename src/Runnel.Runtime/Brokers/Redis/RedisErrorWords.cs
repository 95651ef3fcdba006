using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>What the server's error words mean for Runnel, and what to do about them.</summary>
internal static class RedisErrorWords
{
    private const string Again = "It is tried again.";

    private static readonly (string Word, RedisErrorKind Kind)[] Words =
    [
        ("LOADING", RedisErrorKind.Loading),
        ("CLUSTERDOWN", RedisErrorKind.ClusterDown),
        ("MASTERDOWN", RedisErrorKind.MasterDown),
        ("TRYAGAIN", RedisErrorKind.TryAgain),
        ("NOREPLICAS", RedisErrorKind.NoReplicas),
        ("MISCONF", RedisErrorKind.Misconfigured),
        ("OOM", RedisErrorKind.OutOfMemory),
        ("BUSY", RedisErrorKind.Busy),
        ("MOVED", RedisErrorKind.Moved),
        ("ASK", RedisErrorKind.Ask),
        ("NOAUTH", RedisErrorKind.NoAuth),
        ("WRONGPASS", RedisErrorKind.WrongPass),
        ("NOPERM", RedisErrorKind.NoPermission),
        ("WRONGTYPE", RedisErrorKind.WrongType),
        ("READONLY", RedisErrorKind.ReadOnly),
    ];

    /// <summary>The kind of an error whose text stands inside an answer.</summary>
    public static RedisErrorKind Classify(string message)
    {
        foreach (var (word, kind) in Words)
        {
            if (message.StartsWith(word, StringComparison.Ordinal)) return kind;
        }

        return RedisErrorKind.Unknown;
    }

    public static (BrokerFailure Failure, string Mend) Explain(RedisErrorKind kind, string message) => kind switch
    {
        _ when IsDeniedInScript(message) => Explain(RedisErrorKind.NoPermission, ""),
        RedisErrorKind.Loading or RedisErrorKind.ClusterDown or RedisErrorKind.MasterDown or RedisErrorKind.TryAgain
            or RedisErrorKind.NoReplicas or RedisErrorKind.Busy or RedisErrorKind.MaxClients or RedisErrorKind.Moved
            or RedisErrorKind.Ask or RedisErrorKind.ReadOnly or RedisErrorKind.UnknownRedirectTarget or RedisErrorKind.ConnectionFault
            => (BrokerFailure.Unavailable, Again),
        RedisErrorKind.Misconfigured => (
            BrokerFailure.Unavailable, "The server cannot save its data: free its disk or mend its settings. " + Again),
        RedisErrorKind.Timeout => (BrokerFailure.TimedOut, Again),
        RedisErrorKind.OutOfMemory => (BrokerFailure.OutOfMemory, "Raise maxmemory, or lower the streams' partition size. " + Again),
        RedisErrorKind.NoAuth or RedisErrorKind.WrongPass or RedisErrorKind.NotPermitted => (
            BrokerFailure.Denied, "Check user and password in the Redis URL."),
        RedisErrorKind.NoPermission => (BrokerFailure.Denied, "Let the user's access list (ACL) allow it."),
        RedisErrorKind.WrongType => (
            BrokerFailure.WrongType, "The key was made by something else than Runnel: remove it, or choose another name."),
        RedisErrorKind.UnknownCommand => (BrokerFailure.Unsupported, "Runnel needs Redis 7.0 or newer, with that command enabled."),
        _ => ExplainText(message),
    };

    /// <summary>Errors that the client has no kind for.</summary>
    private static (BrokerFailure Failure, string Mend) ExplainText(string message)
    {
        if (message.StartsWith("UNBLOCKED", StringComparison.Ordinal)) return (BrokerFailure.Unavailable, Again);
        return (BrokerFailure.Refused, "Runnel does not know this error; it will not go away by itself.");
    }

    /// <summary>Redis 7.0 and later versions say it in different words, and the client takes both for unknown commands.</summary>
    private static bool IsDeniedInScript(string message)
        => message.Contains("executing the script can't", StringComparison.Ordinal)
            || message.Contains("ACL failure in script", StringComparison.Ordinal);
}
