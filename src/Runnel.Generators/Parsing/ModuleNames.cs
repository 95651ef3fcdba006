using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>The names of modules: an entry assembly sees those of many assemblies side by side.</summary>
internal static class ModuleNames
{
    /// <summary>The namespace of all modules.</summary>
    public const string Namespace = "Runnel.Modules";

    /// <summary>The module for an app of another assembly.</summary>
    public static ModuleNameModel Of(INamedTypeSymbol app, Compilation compilation)
    {
        var assembly = compilation.AssemblyName ?? "";
        return new(
            Class(assembly, app.Name, TypeNames.Qualified(app)),
            FileNames.Of(app, "Module"),
            assembly,
            TypeNames.Qualified(app),
            app.Short(),
            app.ContainingAssembly.Name);
    }

    /// <summary><c>Bookshop_Shipping_Shop_1c9a7d42</c>: the number tells apart what the readable part does not.</summary>
    public static string Class(string assembly, string what, string exactly)
    {
        var name = new StringBuilder();
        foreach (var character in assembly) name.Append(SyntaxFacts.IsIdentifierPartCharacter(character) ? character : '_');
        if (name.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(name[0])) name.Insert(0, '_');
        return $"{name}_{what}_{ShortHash.Of($"{assembly}|{exactly}")}";
    }
}
