using System.CommandLine;
using System.Text;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary><c>send</c>: sends one event.</summary>
internal static class SendCommand
{
    public static Command Create(CommandContext context)
    {
        var stream = new Argument<string>("STREAM") { Description = "The stream's name." };
        var json = new Argument<string>("JSON") { Description = "The record as a JSON object." };
        var command = new Command("send", "Sends one event and prints its id.") { stream, json };
        command.SetAction((parsed, _) => RunAsync(context, parsed.GetRequiredValue(stream), parsed.GetRequiredValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string name, string text)
    {
        var descriptor = Selection.Stream(context.App, name);
        var runtime = context.Open("send");
        var stream = runtime.Stream(descriptor.Name);
        var json = Encoding.UTF8.GetBytes(text);
        stream.CheckJson(json);
        await context.ConnectAsync(runtime);
        var id = await stream.SendJsonAsync(json, context.Signals.Token);
        await context.Console.Output.WriteLineAsync(id.ToString());
        return ExitCode.Done;
    }
}
