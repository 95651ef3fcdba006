using Runnel.Generators.Model;
using static Runnel.Generators.Parsing.AppSymbols;

namespace Runnel.Generators.Emitting;

/// <summary>
/// The registration table: a nested class with an entry per stream, processor and background task. A class of its own, so that its statics
/// are there whenever those of the app's class run.
/// </summary>
internal static class AppTableEmitter
{
    public const string Name = "__Runnel";

    public static void Write(AppTableModel table, AppEntries entries, SourceWriter writer)
    {
        var app = table.App;
        writer.Write(AppEmitter.GeneratedCode).Open($"private static class {Name}");
        for (var i = 0; i < app.Streams.Count; i++) AppStreamEmitter.Write(app.Streams[i], entries.Streams[i], writer);
        AppProcessorEmitter.Write(table.Processors, entries, writer);
        for (var i = 0; i < app.Tasks.Count; i++) AppTaskEmitter.Write(app, app.Tasks[i], entries.Tasks[i], writer);
        writer.Open("public static readonly global::Runnel.Contracts.AppDescriptor Descriptor = new()");
        writer.Write($"Name = {Quote(app.Name)},");
        WriteSettings(app.Settings, writer);
        writer.Write($"""
            Streams = [{string.Join(", ", entries.Streams)}],
            Processors = [{string.Join(", ", entries.Processors)}],
            Tasks = [{string.Join(", ", entries.Tasks)}],
            """);
        writer.Close(";");
        AppServiceEmitter.Write(AppServiceEmitter.Arguments(table), writer);
        writer.Close();
    }

    /// <summary>The settings written in an attribute; nothing where none is.</summary>
    public static void WriteSettings(IReadOnlyList<AppSettingModel> settings, SourceWriter writer)
    {
        if (settings.Count == 0) return;
        var items = settings.Select(setting => $"new({Quote(setting.Name)}, {Quote(setting.Value)})");
        writer.Write($"Settings = [{string.Join(", ", items)}],");
    }
}
