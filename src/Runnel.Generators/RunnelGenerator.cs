using Microsoft.CodeAnalysis;

namespace Runnel.Generators;

/// <summary>The pipeline, and only the pipeline: attributes are found, parsed into pure models, and emitted.</summary>
[Generator(LanguageNames.CSharp)]
public sealed partial class RunnelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        InitializeRecords(context);
        InitializeApps(context);
    }

    static partial void InitializeRecords(IncrementalGeneratorInitializationContext context);

    static partial void InitializeApps(IncrementalGeneratorInitializationContext context);
}
