using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics.Usage;

/// <summary>RNL0100: a partition key that others can set. (A struct is copied when it is sent, and its setter changes the copy at hand only.)</summary>
internal static class MutableKeys
{
    public static void Analyze(SymbolAnalysisContext context)
    {
        const string PartitionBy = nameof(PartitionBy);
        var stream = (IPropertySymbol)context.Symbol;
        if (stream.Attribute(RunnelNames.StreamAttribute) is not { } attribute) return;
        if (!stream.Type.Is(RunnelNames.EventStream) || stream.Type is not INamedTypeSymbol { TypeArguments: [{ IsReferenceType: true } record] }) return;
        if (Key(record, attribute.NamedText(PartitionBy)) is not { SetMethod: { IsInitOnly: false, DeclaredAccessibility: not Accessibility.Private } } key) return;
        var location = attribute.ArgumentLocation(PartitionBy, context.CancellationToken);
        context.ReportDiagnostic(Diagnostic.Create(UsageRules.MutableKey, location, key.Short(), stream.Short()));
    }

    private static IPropertySymbol? Key(ITypeSymbol record, string name)
    {
        for (var type = record; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault() is { } property) return property;
        }

        return null;
    }
}
