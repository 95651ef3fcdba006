using Microsoft.CodeAnalysis;
using Runnel.Generators.Emitting;
using Runnel.Generators.Model;
using Runnel.Generators.Parsing;

namespace Runnel.Generators;

public sealed partial class RunnelGenerator
{
    /// <summary>Processors that are in the table of no app of this assembly, or not in reach of one.</summary>
    private static void InitializeModules(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<EquatableArray<ExternalProcessorModel>> external)
    {
        var hosted = external
            .SelectMany(static (processors, _) => processors.Select(item => item.Processor).Where(item => item.Host is not null))
            .WithTrackingName(TrackingNames.HostedProcessors);
        var modules = external.Select(static (processors, _) => AppTables.Modules(processors)).WithTrackingName(TrackingNames.Modules);

        // The compilation is another one at each keystroke; what is read off its references hardly ever is.
        var entry = context.CompilationProvider.Select(ReferencedModules.Entry).WithTrackingName(TrackingNames.ReferencedModules);
        var composition = entry
            .Combine(modules.Select(static (own, _) => own.Select(module => module.Name).ToEquatableArray()))
            .Select(static (parts, _) => new CompositionModel(parts.Left, parts.Right))
            .WithTrackingName(TrackingNames.Composition);

        context.RegisterSourceOutput(hosted, static (output, processor) => output.AddSource(processor.Host!.FileName, AppHostEmitter.Emit(processor)));
        context.RegisterSourceOutput(
            modules.SelectMany(static (all, _) => all),
            static (output, module) => output.AddSource(module.Name.FileName, ModuleEmitter.Emit(module)));
        context.RegisterImplementationSourceOutput(composition, static (output, model) =>
        {
            if (CompositionEmitter.Emit(model) is { } source) output.AddSource(CompositionEmitter.FileName, source);
        });
    }
}
