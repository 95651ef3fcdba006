using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics.Usage;

/// <summary>
/// RNL0109: a record that other assemblies cannot see and that no name in this one can mean. Names are compared, and not what they mean: one that
/// something else has too is taken for used.
/// </summary>
internal sealed class UnusedRecords
{
    private readonly ConcurrentBag<INamedTypeSymbol> _records = [];

    public void Add(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.Attribute(RunnelNames.RecordAttribute) is not null && IsHidden(type)) _records.Add(type);
    }

    public void Report(CompilationAnalysisContext context)
    {
        var left = _records.ToList();
        foreach (var tree in context.Compilation.SyntaxTrees)
        {
            if (left.Count == 0) return;
            if (IsEmitted(tree)) continue;
            foreach (var name in tree.GetRoot(context.CancellationToken).DescendantNodes(descendIntoTrivia: false).OfType<SimpleNameSyntax>())
                left.RemoveAll(record => record.Name == name.Identifier.ValueText && !IsInside(name, record));
        }

        foreach (var record in left)
            context.ReportDiagnostic(Diagnostic.Create(UsageRules.UnusedRecord, record.NameLocation(), record.Short()));
    }

    /// <summary>Whether nothing outside of the assembly can name it.</summary>
    private static bool IsHidden(INamedTypeSymbol type)
    {
        var isShared = type.ContainingAssembly.Attribute("System.Runtime.CompilerServices.InternalsVisibleToAttribute") is not null;
        for (var at = type; at is not null; at = at.ContainingType)
        {
            if (at.DeclaredAccessibility == Accessibility.Private) return true;
            if (at.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedAndInternal && !isShared) return true;
        }

        return false;
    }

    private static bool IsInside(SyntaxNode name, INamedTypeSymbol record) => record.DeclaringSyntaxReferences.Any(reference
        => reference.SyntaxTree == name.SyntaxTree && reference.Span.Contains(name.Span));

    /// <summary>The encoder and decoder of a record name it, whether it is used or not.</summary>
    private static bool IsEmitted(SyntaxTree tree) => tree.FilePath.Contains(typeof(RunnelGenerator).FullName);
}
