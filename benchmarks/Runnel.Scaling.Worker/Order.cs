using System.Globalization;

namespace Runnel.Scaling.Worker;

/// <summary>What the program that measures asks of this process: <c>name=value</c> arguments.</summary>
internal sealed record Order(
    string Url, string Processor, int Partitions, int Prefetch, int Batch, long Target, int PayloadBytes, TimeSpan Limit, TimeSpan JoinDelay)
{
    public static Order Parse(IEnumerable<string> arguments)
    {
        var values = arguments.Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[^1]);
        return new Order(
            values["url"], values["processor"], Number("partitions"), Number("prefetch"), Number("batch"), Number("target"), Number("payload"),
            TimeSpan.FromMilliseconds(Number("limit")), TimeSpan.FromMilliseconds(Number("join-delay")));

        int Number(string name) => int.Parse(values[name], CultureInfo.InvariantCulture);
    }

    /// <summary>It sends instead of processing.</summary>
    public bool Sends => Processor == "send";
}
