using Runnel.Generators.Model;
using static Runnel.Generators.Parsing.AppSymbols;

namespace Runnel.Generators.Emitting;

/// <summary>A processor's entry of the table.</summary>
internal static class AppProcessorEmitter
{
    /// <summary>The entries that stand in the table itself.</summary>
    public static void Write(IReadOnlyList<AppProcessorModel> processors, AppEntries entries, SourceWriter writer)
    {
        for (var i = 0; i < processors.Count; i++)
        {
            if (processors[i].Host is not null) continue;
            Write(processors[i], $"private static readonly {Type(processors[i])} {entries.Processors[i]} = new()", writer);
            writer.Line();
        }
    }

    /// <summary>One entry.</summary>
    /// <param name="processor">The processor.</param>
    /// <param name="head">What stands before the initializer.</param>
    /// <param name="writer">Where it is written.</param>
    public static void Write(AppProcessorModel processor, string head, SourceWriter writer)
    {
        writer.Write($"// {processor.Display}: {Comment(processor)}.");
        writer.Open(head);
        writer.Write($"""
            Name = {Quote(processor.Name)},
            Stream = {Quote(processor.Stream)},
            Source = {Quote(processor.Display)},
            """);
        AppTableEmitter.WriteSettings(processor.Settings, writer);
        if (processor.DeadLetterSink is not null) writer.Write($"DeadLetterSink = {Quote(processor.DeadLetterSink)},");
        if (processor.Call.NeedsServices) writer.Write("NeedsServices = true,");
        if (processor.CreateTarget is { } target) writer.Write($"CreateTarget = static services => {AppArguments.New(target)},");
        WriteMiddleware(processor, writer);
        WriteExceptionRules(processor, writer);
        var item = Item(processor.Shape);
        var context = processor.Shape == AppShape.Loop ? "" : "context, ";
        var parameters = $"target, {item}, {context}services, cancellation";
        writer.Write($"Method = {AppArguments.Lambda(parameters, "target", processor.Call, item)},");
        writer.Close(";");
    }

    public static string Type(AppProcessorModel processor)
        => $"global::Runnel.Pipeline.{processor.Shape}Processor<{processor.Target}, {processor.Record}>";

    /// <summary>Tells other assemblies of the processors.</summary>
    public static void WriteDeclared(IReadOnlyList<AppProcessorModel> processors, SourceWriter writer)
    {
        foreach (var processor in processors)
        {
            var sink = processor.DeadLetterSink is null ? "" : $", DeadLetterSink = {Quote(processor.DeadLetterSink)}";
            writer.Write(
                $"[global::Runnel.Contracts.DeclaredProcessor({Quote(processor.Name)}, Stream = {Quote(processor.Stream)}, "
                + $"Record = {Quote(AppStreamEmitter.Plain(processor.Record))}, Source = {Quote(processor.Display)}{sink})]");
        }
    }

    private static void WriteMiddleware(AppProcessorModel processor, SourceWriter writer)
    {
        if (processor.Middleware.Count == 0) return;
        writer.Write("Middleware =").Write("[");
        foreach (var middleware in processor.Middleware)
        {
            var made = middleware.Constructor is null ? $"{middleware.Attribute}.Create(services)" : AppArguments.New(middleware.Constructor);
            writer.Write($"    static services => {made},");
        }

        writer.Write("],");
    }

    private static void WriteExceptionRules(AppProcessorModel processor, SourceWriter writer)
    {
        if (processor.ExceptionRules.Count == 0) return;
        writer.Write("ExceptionRules =").Write("[");
        foreach (var rule in processor.ExceptionRules)
        {
            var properties = string.Join(", ", rule.Settings.Select(Property));
            writer.Write($"    new global::Runnel.ExceptionRule<{rule.Exception}> {{ {properties} }},");
        }

        writer.Write("],");
    }

    /// <summary>The attribute holds plain values: seconds become a time.</summary>
    private static string Property(AppSettingModel setting)
    {
        const string Seconds = nameof(Seconds);
        if (setting.Name.EndsWith(Seconds, StringComparison.Ordinal))
            return $"{setting.Name.Substring(0, setting.Name.Length - Seconds.Length)} = global::System.TimeSpan.FromSeconds({setting.Value}d)";
        return setting.Name switch
        {
            "ExceptionPolicy" => $"ExceptionPolicy = global::Runnel.ExceptionPolicy.{setting.Value}",
            "IncludeInner" => $"IncludeInner = {(setting.Value == bool.TrueString ? "true" : "false")}",
            _ => $"{setting.Name} = {setting.Value}",
        };
    }

    private static string Item(AppShape shape) => shape switch
    {
        AppShape.Loop => "events",
        AppShape.Event => "record",
        AppShape.RawEvent => "raw",
        _ => "batch",
    };

    private static string Comment(AppProcessorModel processor) => processor.Shape switch
    {
        AppShape.Loop => "a loop over the stream, one run per partition",
        AppShape.Event => "a call per event",
        AppShape.RawEvent => "a call per event, undecoded",
        AppShape.Batch => "a call per batch",
        _ => "a call per batch, undecoded",
    };
}
