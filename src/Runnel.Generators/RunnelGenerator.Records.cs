using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Emitting;
using Runnel.Generators.Model;
using Runnel.Generators.Parsing;

namespace Runnel.Generators;

public sealed partial class RunnelGenerator
{
    static partial void InitializeRecords(IncrementalGeneratorInitializationContext context)
    {
        var parts = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                RunnelNames.RecordAttribute,
                static (node, _) => true,
                static (found, cancellation) => FirstMark.IsFirst(found)
                    ? RecordParser.Parse((INamedTypeSymbol)found.TargetSymbol, found.SemanticModel.Compilation, cancellation).ToModel()
                    : RecordPartModel.Nothing)
            .WithTrackingName(TrackingNames.RecordsParsed);
        var records = parts
            .Select(static (part, _) => part.Model)
            .Where(static model => model is not null)
            .WithTrackingName(TrackingNames.RecordsValid);
        var refused = parts
            .Select(static (part, _) => part.Refused)
            .Where(static model => model is not null)
            .WithTrackingName(TrackingNames.RecordsRefused);

        // One file a record: an edit of one record emits that one again.
        context.RegisterSourceOutput(records, static (output, model) => output.AddSource(model!.FileName, RecordEmitter.Emit(model)));
        context.RegisterSourceOutput(refused, static (output, model) => output.AddSource(model!.FileName, RefusedRecordEmitter.Emit(model)));
        GeneratorReport.Register(context, parts.SelectMany(static (part, _) => part.Problems).WithTrackingName(TrackingNames.RecordProblems));
    }
}
