using Microsoft.CodeAnalysis;
using Runnel.Generators.Emitting;
using Runnel.Generators.Parsing;

namespace Runnel.Generators;

public sealed partial class RunnelGenerator
{
    static partial void InitializeRecords(IncrementalGeneratorInitializationContext context)
    {
        var records = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                RunnelNames.RecordAttribute,
                static (node, _) => true,
                static (found, cancellation) => RecordParser.Parse((INamedTypeSymbol)found.TargetSymbol, found.SemanticModel.Compilation, cancellation).Model)
            .WithTrackingName(TrackingNames.RecordsParsed)
            .Where(static model => model is not null)
            .WithTrackingName(TrackingNames.RecordsValid);

        // One file a record: an edit of one record emits that one again.
        context.RegisterSourceOutput(records, static (output, model) => output.AddSource(model!.FileName, RecordEmitter.Emit(model)));
    }
}
