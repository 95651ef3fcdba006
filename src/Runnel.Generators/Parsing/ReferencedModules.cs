using Microsoft.CodeAnalysis;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>A module that a referenced assembly carries.</summary>
/// <param name="Class">The emitted class that registers it.</param>
/// <param name="App">The app.</param>
internal sealed record ReferencedModule(INamedTypeSymbol Class, INamedTypeSymbol App);

/// <summary>Reads modules off the assemblies that a compilation references, directly or by way of others: it is given all of them.</summary>
internal static class ReferencedModules
{
    private const string Runtime = "Runnel";

    /// <summary>The modules of what an entry assembly references; null: this compilation makes none.</summary>
    public static EntryModel? Entry(Compilation compilation, CancellationToken cancellation)
    {
        if (!IsEntry(compilation)) return null;
        var modules = Of(compilation, cancellation)
            .Select(module => new ModuleReferenceModel(module.Class.Name, module.Class.ContainingAssembly.Name, Alias(module, compilation)))
            .OrderBy(module => module.Class, StringComparer.Ordinal);
        return new(compilation.AssemblyName ?? "", modules.ToEquatableArray());
    }

    /// <summary>Whether a compilation brings modules to their apps: a program does, and a library that says so.</summary>
    public static bool IsEntry(Compilation compilation)
        => compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication or OutputKind.WindowsRuntimeApplication
            || compilation.Assembly.Attribute(RunnelNames.EntryAttribute) is not null;

    public static IEnumerable<ReferencedModule> Of(Compilation compilation, CancellationToken cancellation)
    {
        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            cancellation.ThrowIfCancellationRequested();
            // Most assemblies of a program know nothing of Runnel: their attributes are not even read.
            if (!assembly.Modules.Any(module => module.ReferencedAssemblies.Any(reference => reference.Name == Runtime))) continue;
            foreach (var attribute in assembly.GetAttributes())
            {
                if (!attribute.Is(RunnelNames.ModuleAttribute)) continue;
                if (attribute.ConstructorArguments is [{ Value: INamedTypeSymbol type }] && attribute.Named("App")?.Value is INamedTypeSymbol app)
                    yield return new(type, app);
            }
        }
    }

    private static string Alias(ReferencedModule module, Compilation compilation)
    {
        const string Global = "global";
        var aliases = compilation.GetMetadataReference(module.Class.ContainingAssembly)?.Properties.Aliases ?? [];
        return aliases.IsDefaultOrEmpty || aliases.Contains(Global) ? Global : aliases[0];
    }
}
