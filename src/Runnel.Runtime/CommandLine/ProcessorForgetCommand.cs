using System.CommandLine;
using Runnel.Brokers;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary><c>processor forget</c>: removes all that is stored of a processor that is no more, so that nothing is kept for it.</summary>
internal static class ProcessorForgetCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The processor's name, as it was. Not one that this program declares." };
        var stream = new Option<string?>("--stream") { Description = "Its stream's name, where several streams had a processor of this name.", HelpName = "name" };
        var forget = new Command(
            "forget", "Removes all that is stored of a processor that is no more: its cursors, consumer groups and marks. Events that were kept for it alone go then. "
            + "Refused while a worker runs it, and for a processor that this program declares: remove it from the code first.")
        {
            name, stream,
        };
        forget.SetAction((parsed, _) => ForgetAsync(context, parsed.GetRequiredValue(name), parsed.GetValue(stream)));
        return forget;
    }

    private static async Task<int> ForgetAsync(CommandContext context, string name, string? stream)
    {
        var runtime = context.Open("processor forget");
        if (context.App.Processors.FirstOrDefault(processor => processor.Name == name && (stream is null || processor.Stream == stream)) is { } declared)
        {
            throw new SettingException(
                $"This program declares the processor '{name}' ({declared.Source}): its next worker would start it anew, from the oldest event on. Remove it from the code first; "
                + "to have it skip what waits, use 'processor reset'.");
        }

        await context.ConnectAsync(runtime);
        var (broker, cancellation) = (runtime.Broker, context.Signals.Token);
        var group = await FindAsync(context, broker, name, stream, cancellation);
        var members = (await broker.InspectAsync(group, cancellation)).Members.Where(static member => member.Remaining > TimeSpan.Zero).ToList();
        if (members.Count > 0)
            throw new SettingException($"'{name}' is run by {string.Join(", ", members.Select(static member => member.Id))}: stop the workers that run it first.");

        var count = context.Settings.ForStream(Selection.Stream(context.App, group.Stream)).PartitionCount;
        for (var index = 0; index < count; index++)
        {
            var lease = new LeaseId(new PartitionId(group.Stream, index), name);
            var parked = await broker.InspectParkedAsync(lease, cancellation);
            if (parked.Count > 0)
            {
                throw new SettingException(
                    $"{lease}: events of {parked.Count} keys are parked there, and stored nowhere else. With a version of the program that has the processor, have them handled "
                    + "('deadletter release --all') or give them up ('deadletter release --all --discard --yes'), then repeat the command.");
            }

            if (await broker.ForgetAsync(lease, cancellation)) continue;
            throw new SettingException($"{lease}: somebody holds its lease. Stop the workers that run it, wait until their leases have run out, and repeat the command.");
        }

        // Last, so that a command that broke off can be repeated.
        await broker.UnregisterAsync(group, cancellation);
        await context.Console.Output.WriteLineAsync($"{name} on {group.Stream} is forgotten: nothing is kept for it any more.");
        return ExitCode.Done;
    }

    private static async Task<GroupId> FindAsync(CommandContext context, IBroker broker, string name, string? stream, CancellationToken cancellation)
    {
        var registered = await broker.RegisterAsync([], cancellation);
        List<GroupId> found = [];
        foreach (var (group, _) in registered)
        {
            if (group.Processor == name && (stream is null || group.Stream == stream)) found.Add(group);
        }

        if (found.Count == 1) return Known(context, found[0]);
        if (found.Count > 1)
            throw new SettingException($"Several streams have a processor '{name}': {string.Join(", ", found.Select(static group => group.Stream))}. Say which: --stream.");

        // One that no worker has registered, of an earlier version of Runnel, is known by its groups alone.
        if (stream is not null) return Known(context, new GroupId(stream, name));
        var known = string.Join(", ", registered.Select(static processor => processor.Group.Processor));
        throw new SettingException($"No processor '{name}' is on record (those are: {(known.Length > 0 ? known : "none")}). One of an earlier version may not be: name its stream with --stream.");
    }

    private static GroupId Known(CommandContext context, GroupId group)
    {
        if (context.App.Streams.Any(stream => stream.Name == group.Stream)) return group;
        throw new SettingException($"This program has no stream '{group.Stream}'. Use one that declares it, or delete the stream's keys in Redis.");
    }
}
