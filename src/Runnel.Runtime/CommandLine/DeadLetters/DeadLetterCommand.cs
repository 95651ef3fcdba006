using System.CommandLine;
using Runnel.Contracts;

namespace Runnel.CommandLine;

/// <summary><c>deadletter list</c>, <c>show</c>, <c>requeue</c>, <c>purge</c>, <c>parked</c> and <c>release</c>: finds events that died, and brings them back.</summary>
internal static class DeadLetterCommand
{
    private const int ShownByDefault = 100;

    private static readonly string SinkText = "The sink, or the stream whose events it takes.";

    public static Command Create(CommandContext context) => new("deadletter", "Finds dead letters, and brings their events back to their stream.")
    {
        CreateList(context), CreateShow(context), CreateRequeue(context), CreatePurge(context), ParkedCommand.Create(context), ReleaseCommand.Create(context),
    };

    private static Command CreateList(CommandContext context)
    {
        var sink = new Argument<string?>("SINK") { Description = $"{SinkText} Default: all sinks.", Arity = ArgumentArity.ZeroOrOne };
        var json = Json();
        var options = new LetterOptions();
        var command = new Command("list", "Lists dead letters, oldest first: where each came from, who gave it up, and why. Changes nothing.") { sink, json };
        options.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var filter = options.Read(parsed, limit: ShownByDefault);
            var sinks = LetterSink.Select(context.App, parsed.GetValue(sink));
            return ListCommand.ListAsync(context, sinks, isNamed: parsed.GetValue(sink) is not null, filter, parsed.GetValue(json));
        });
        return command;
    }

    private static Command CreateShow(CommandContext context)
    {
        var sink = Sink();
        var id = new Argument<string>("ID") { Description = "The dead letter's id: the first column of 'deadletter list'." };
        var json = Json();
        var command = new Command("show", "Shows all there is of a dead letter: its event, decoded where that goes, and the exception with its stack trace.") { sink, id, json };
        command.SetAction((parsed, _) =>
        {
            var letter = LetterOptions.Id(parsed.GetRequiredValue(id));
            return ListCommand.ShowAsync(context, One(context, parsed, sink), letter, parsed.GetValue(json));
        });
        return command;
    }

    private static Command CreateRequeue(CommandContext context)
    {
        var (sink, ids, options) = (Sink(), Ids(), new LetterOptions());
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be done, and do nothing." };
        var command = new Command(
            "requeue", "Sends the events of dead letters to their own stream again, to the partition of their key, with their fields as they were, and removes each dead "
            + "letter once that is done. All processors of the stream get them. May be done while workers run, and repeated after it broke off.")
        {
            sink, ids, dryRun,
        };
        options.AddTo(command);
        command.SetAction((parsed, _) => RequeueCommand.RunAsync(
            context, One(context, parsed, sink), options.Read(parsed, parsed.GetValue(ids)), parsed.GetValue(dryRun)));
        return command;
    }

    private static Command CreatePurge(CommandContext context)
    {
        var (sink, ids, options) = (Sink(), Ids(), new LetterOptions());
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be done, and do nothing." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("purge", "Deletes dead letters for good. Asks first; where nobody can answer, it needs --yes.") { sink, ids, dryRun, yes };
        options.AddTo(command);
        command.SetAction((parsed, _) => PurgeCommand.RunAsync(
            context, One(context, parsed, sink), options.Read(parsed, parsed.GetValue(ids)), parsed.GetValue(dryRun), parsed.GetValue(yes)));
        return command;
    }

    private static Argument<string> Sink() => new("SINK") { Description = SinkText };

    private static Argument<string[]> Ids()
        => new("IDS") { Description = "Dead letters by their ids. Default: all that the options choose.", Arity = ArgumentArity.ZeroOrMore };

    private static Option<bool> Json() => new("--json") { Description = "Print one JSON document, for programs." };

    private static StreamDescriptor One(CommandContext context, ParseResult parsed, Argument<string> sink)
        => LetterSink.Select(context.App, parsed.GetRequiredValue(sink))[0];
}
