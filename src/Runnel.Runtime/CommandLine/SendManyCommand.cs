using System.CommandLine;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary><c>sendmany</c>: sends the records of a file or of standard input, after all of them have been checked.</summary>
internal static class SendManyCommand
{
    private const int ReportEvery = 256;

    public static Command Create(CommandContext context)
    {
        var stream = new Argument<string>("STREAM") { Description = "The stream's name." };
        var file = new Argument<string>("FILE") { Description = "A file of JSON Lines (one JSON object a line), or - for standard input." };
        var command = new Command("sendmany", "Sends many events. All input is checked first; when a line is wrong, nothing is sent.") { stream, file };
        command.SetAction((parsed, _) => RunAsync(context, parsed.GetRequiredValue(stream), parsed.GetRequiredValue(file)));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string name, string path)
    {
        var descriptor = Selection.Stream(context.App, name);
        var runtime = context.Open("sendmany");
        var stream = runtime.Stream(descriptor.Name);
        await using var input = await InputSpool.OpenAsync(path, context.Console, context.Signals.Token);
        var total = await CheckAsync(stream, input, InputSpool.NameOf(path), context.Signals.Token);

        await context.ConnectAsync(runtime);
        try
        {
            await LongProgress.RunAsync(context.Console, runtime.Time, ("sending", "sent", "records"), total, report => SendAsync(stream, input, total, report, context.Signals.Token));
        }
        catch (SendException error) when (error.FirstMissing >= 0)
        {
            var line = await LineOfAsync(input, error.FirstMissing);
            throw new SendManyException(
                $"{InputSpool.NameOf(path)}, line {line}: {(error.InnerException ?? error).Message} {error.AppendedCount} of {total} records are surely in "
                + $"'{stream.Name}'; line {line} holds the first that is not.",
                error);
        }
        catch (OperationCanceledException error) when (context.Signals.Token.IsCancellationRequested)
        {
            context.Console.WriteError($"interrupted. {error.Message}");
            return context.Signals.ExitCode;
        }

        await context.Console.Output.WriteLineAsync($"sent {total} records to {stream.Name}");
        return ExitCode.Done;
    }

    private static Task<long> SendAsync(EventStream stream, Stream input, long total, Action<long> report, CancellationToken cancellationToken)
    {
        input.Position = 0;
        return stream.SendManyJsonAsync(Checked(JsonLines.ReadAsync(input, cancellationToken), total, report), cancellationToken);
    }

    /// <summary>How many records there are; throws at the first line that is none.</summary>
    private static async Task<long> CheckAsync(EventStream stream, Stream input, string name, CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var line in JsonLines.ReadAsync(input, cancellationToken))
        {
            try
            {
                stream.CheckJson(line.Json);
                count++;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // A record's own serializer may throw anything; whatever it is, this line is what it is about.
                throw new InputException($"{name}, line {line.Number}: {error.Message} Nothing was sent.", error);
            }
        }

        return count;
    }

    /// <summary>The records that were checked: what a file grew by meanwhile is not sent.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Checked(IAsyncEnumerable<JsonLine> lines, long count, Action<long> report)
    {
        if (count == 0) yield break;
        var done = 0L;
        await foreach (var line in lines)
        {
            yield return line.Json;
            if (++done % ReportEvery == 0) report(done);
            if (done == count) yield break;
        }
    }

    private static async Task<long> LineOfAsync(Stream input, long index)
    {
        input.Position = 0;
        var last = 0L;
        await foreach (var line in JsonLines.ReadAsync(input, CancellationToken.None))
        {
            last = line.Number;
            if (index-- == 0) break;
        }

        return last;
    }
}

/// <summary>Sending stopped in the middle; the message says where and how many went before.</summary>
internal sealed class SendManyException(string message, Exception inner) : Exception(message, inner);
