using System.CommandLine;
using System.Globalization;
using Runnel.Brokers;

namespace Runnel.CommandLine;

/// <summary>Pauses partitions: what <c>partition pause</c> and <c>processor pause</c> have in common.</summary>
internal static class Pausing
{
    public const string Description = "Pauses a processor while workers run: the owner of a partition finishes what it has in hand, commits, and lets "
        + "go of it; no worker takes it until it is resumed, whatever restarts. Events wait in the stream.";

    public static Option<string> CreateReason() => new("--reason") { Description = "Why, for those who find it paused.", HelpName = "text" };

    public static Option<bool> CreateJson() => new("--json") { Description = "Print one JSON document, for programs." };

    /// <summary>Pauses a partition, or all.</summary>
    /// <param name="context">What the command works with.</param>
    /// <param name="command">The command, for messages.</param>
    /// <param name="name">The processor's name.</param>
    /// <param name="partition">Null: all.</param>
    /// <param name="argument">How the command spells the partition, for messages.</param>
    /// <param name="reason">Why; null: not said.</param>
    /// <param name="asJson">Whether to print for programs.</param>
    public static async Task<int> RunAsync(
        CommandContext context, string command, string name, int? partition, string argument, string? reason, bool asJson)
    {
        if (reason?.Length > PauseMark.LongestReason)
            throw new InputException($"--reason has {reason.Length} characters. Allowed: {PauseMark.LongestReason} at most.");
        var leases = PartitionSelection.Find(context, name, partition, argument);
        var runtime = context.Open(command);
        await context.ConnectAsync(runtime);
        var (broker, cancellation) = (runtime.Broker, context.Signals.Token);
        var states = await PartitionSelection.InspectAsync(broker, leases, cancellation);
        var wanted = PauseMark.Of($"{Environment.UserName}@{Environment.MachineName}", runtime.Time.GetUtcNow(), reason ?? "");
        var marks = new Task<PauseMark>[leases.Count];
        for (var i = 0; i < marks.Length; i++) marks[i] = PauseAsync(broker, leases[i], wanted, cancellation);
        var standing = await Task.WhenAll(marks);
        if (asJson)
        {
            await context.Console.Output.WriteLineAsync(Json(leases, states, standing, wanted));
            return ExitCode.Done;
        }

        for (var i = 0; i < standing.Length; i++)
            await context.Console.Output.WriteLineAsync($"{leases[i]}: {Outcome(states[i], standing[i], wanted)}");
        return ExitCode.Done;
    }

    /// <summary>A pause in one line.</summary>
    public static string Describe(PauseMark mark)
        => string.Create(CultureInfo.InvariantCulture, $"since {mark.At.UtcDateTime:u} by {mark.By}{(mark.Reason.Length > 0 ? $": {mark.Reason}" : "")}");

    private static async Task<PauseMark> PauseAsync(IBroker broker, LeaseId lease, PauseMark mark, CancellationToken cancellationToken)
    {
        var standing = await broker.PauseAsync(lease, mark, cancellationToken);
        await PartitionSelection.AnnounceAsync(broker, lease, AnnouncementKind.PartitionChanged, cancellationToken);
        return standing;
    }

    private static string Outcome(LeaseState? state, PauseMark mark, PauseMark wanted)
    {
        var paused = mark == wanted ? "paused" : $"was paused already, {Describe(mark)}";
        if (state?.Quarantine is not null) return $"{paused}; it is quarantined too";
        return Owner(state) is { } owner ? $"{paused}; its owner {owner} finishes what it has in hand" : paused;
    }

    private static string? Owner(LeaseState? state) => state is { Owner: { } owner, Remaining.Ticks: > 0 } ? owner : null;

    /// <summary>The names are a contract; more may be added.</summary>
    private static string Json(
        IReadOnlyList<LeaseId> leases, LeaseState?[] states, PauseMark[] marks, PauseMark wanted) => EventText.Json(isIndented: true, json =>
    {
        json.WriteStartObject();
        json.WriteString("processor", leases[0].Processor);
        json.WriteString("stream", leases[0].Partition.Stream);
        json.WriteStartArray("partitions");
        for (var i = 0; i < marks.Length; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("partition", leases[i].Partition.Index);
            json.WriteString("outcome", marks[i] == wanted ? "paused" : "was_paused");
            json.WriteString("at", marks[i].At.UtcDateTime);
            json.WriteString("by", marks[i].By);
            json.WriteString("reason", marks[i].Reason);
            json.WriteString("owner", Owner(states[i]));
            json.WriteBoolean("quarantined", states[i]?.Quarantine is not null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
