using System.CommandLine;
using System.Text;
using System.Text.Json;
using Runnel.Hosting;
using Runnel.Records.Schemas;

namespace Runnel.CommandLine;

/// <summary><c>schema</c>: shows what the events of a stream look like.</summary>
internal static class SchemaCommand
{
    public static Command Create(CommandContext context)
    {
        var stream = new Argument<string?>("STREAM") { Description = "The stream's name. Default: a line for each stream.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("schema", "Prints the JSON Schema of a stream's record: what 'send' takes. Needs no Redis.") { stream };
        command.SetAction((parsed, _) => parsed.GetValue(stream) is { } name ? PrintAsync(context, name) : ListAsync(context));
        return command;
    }

    private static async Task<int> PrintAsync(CommandContext context, string name)
    {
        var stream = Selection.Stream(context.App, name);
        using var buffer = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
            JsonSchema.Write(writer, $"{context.App.Name}.{stream.Name}", RecordSchema.Of(stream.Record));
        await context.Console.Output.WriteLineAsync(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        return ExitCode.Done;
    }

    private static async Task<int> ListAsync(CommandContext context)
    {
        var table = new TextTable("stream", "record", "form", "fingerprint");
        foreach (var stream in context.App.Streams)
            table.Add(stream.Name, stream.Record.Name, stream.Record.IsPrimitive ? "primitive" : "structured", stream.Record.Fingerprint);
        var text = new StringBuilder();
        table.WriteTo(text);
        await context.Console.Output.WriteAsync(text);
        return ExitCode.Done;
    }
}
