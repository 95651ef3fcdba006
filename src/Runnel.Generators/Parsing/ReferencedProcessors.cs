using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Parsing;

/// <summary>A processor of a referenced assembly, and that assembly's name.</summary>
internal sealed record ReferencedProcessor(DeclaredProcessor Processor, string Assembly);

/// <summary>The processors that apps of referenced assemblies have: in their own tables, and by modules of other referenced assemblies.</summary>
internal sealed class ReferencedProcessors(Compilation compilation, CancellationToken cancellation)
{
    private List<ReferencedModule>? _modules;

    /// <summary>Those of one app: its own first, then those of modules in the order of their assemblies' names.</summary>
    public IEnumerable<ReferencedProcessor> Of(INamedTypeSymbol app)
    {
        _modules ??= [.. ReferencedModules.Of(compilation, cancellation).OrderBy(module => module.Class.ContainingAssembly.Name, StringComparer.Ordinal)];
        return _modules.Where(module => module.App.Same(app)).Select(module => module.Class).Prepend(app)
            .SelectMany(type => DeclaredTable.Processors(type).Select(processor => new ReferencedProcessor(processor, type.ContainingAssembly.Name)));
    }

    /// <summary>The first of a name; null: the name is free.</summary>
    public ReferencedProcessor? Find(INamedTypeSymbol app, string name) => Of(app).FirstOrDefault(item => item.Processor.Name == name);
}
