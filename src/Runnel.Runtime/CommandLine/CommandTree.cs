using System.CommandLine;

namespace Runnel.CommandLine;

/// <summary>The commands that every app has.</summary>
internal static class CommandTree
{
    public static RootCommand Create(CommandContext context, GlobalOptions options)
    {
        var root = new RootCommand($"{context.App.Name}: a Runnel app. Its streams: {Names(context.App.Streams.Select(stream => stream.Name))}. "
            + $"Its processors: {Names(context.App.Processors.Select(processor => processor.Name))}.");
        options.AddTo(root);

        // The stock option prints the version of whatever assembly started; ours is added as an option of its own.
        foreach (var version in root.Options.OfType<VersionOption>().ToList()) root.Options.Remove(version);
        root.Subcommands.Add(WorkerCommand.Create(context, options));
        root.Subcommands.Add(SendCommand.Create(context));
        root.Subcommands.Add(SendManyCommand.Create(context));
        root.Subcommands.Add(StatusCommand.Create(context));
        root.Subcommands.Add(TopCommand.Create(context));
        root.Subcommands.Add(TailCommand.Create(context));
        root.Subcommands.Add(DeadLetterCommand.Create(context));
        root.Subcommands.Add(PartitionCommand.Create(context));
        root.Subcommands.Add(ProcessorCommand.Create(context));
        root.Subcommands.Add(SchemaCommand.Create(context));
        root.Subcommands.Add(ConfigCommand.Create(context));
        return root;
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } text ? text : "none";
}
