using Runnel.Generators.Model;
using static Runnel.Generators.Parsing.AppSymbols;

namespace Runnel.Generators.Emitting;

/// <summary>A background task's entry of the table.</summary>
internal static class AppTaskEmitter
{
    public static void Write(AppModel app, AppTaskModel task, string entry, SourceWriter writer)
    {
        writer.Write($"// {task.Display}: {Comment(task)}{(task.OnLeader ? ", on the leader only" : "")}.");
        writer.Open($"private static readonly global::Runnel.Contracts.BackgroundTaskDescriptor {entry} = new()");
        writer.Write($"""
            Name = {Quote(task.Name)},
            Source = {Quote(task.Display)},
            Kind = global::Runnel.Contracts.BackgroundTaskKind.{task.Kind},
            """);
        if (task.Kind == AppTaskKind.Timer) writer.Write($"Interval = global::System.TimeSpan.FromSeconds({task.Seconds}D),");
        if (task.Kind == AppTaskKind.Crontab) writer.Write($"Expression = {Quote(task.Expression)},");
        if (task.TimeZone.Length > 0) writer.Write($"TimeZone = {Quote(task.TimeZone)},");
        if (task.OnLeader) writer.Write("OnLeader = true,");
        if (task.Misfire.Length > 0) writer.Write($"Misfire = {task.Misfire},");
        if (task.Overlap) writer.Write("Overlap = true,");
        if (task.Call.NeedsServices) writer.Write("NeedsServices = true,");
        writer.Write($"Run = {AppArguments.Lambda("app, services, cancellation", $"(({app.Type})app)", task.Call)},");
        writer.Close(";").Line();
    }

    private static string Comment(AppTaskModel task) => task.Kind switch
    {
        AppTaskKind.Startup => "once at start",
        AppTaskKind.Timer => $"each {task.Seconds} s",
        _ => $"at {Quote(task.Expression)}",
    };
}
