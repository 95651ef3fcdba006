using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics;

/// <summary>Finds calls that send a derived record on a stream of its base: <c>SendAsync(derived)</c>, <c>SendManyAsync(listOfDerived)</c>. Variants of the base are fine.</summary>
internal static class SentRecords
{
    public static void Analyze(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name is not ("SendAsync" or "SendManyAsync")
            || !call.TargetMethod.ContainingType.OriginalDefinition.Is("Runnel.EventStream`1")
            || call.TargetMethod.ContainingType.TypeArguments[0] is not { } record)
            return;

        foreach (var argument in call.Arguments)
        {
            if (argument.ArgumentKind != ArgumentKind.Explicit || Unconverted(argument.Value).Type is not { } given) continue;
            if (Sent(given).FirstOrDefault(sent => DerivesFrom(sent, record) && !Variants.MayBeVariant(sent, record)) is { } derived)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    RecordRules.SentAsBase, argument.Syntax.GetLocation(), TypeNames.Shown(derived), TypeNames.Shown(record), VariantAdvice(record)));
            }
        }
    }

    /// <summary>Primitive records have no variants.</summary>
    private static string VariantAdvice(ITypeSymbol record)
        => AppRecords.IsPrimitive(record) ? "" : $"name it in a [Variant] of '{TypeNames.Shown(record)}', or ";

    private static IOperation Unconverted(IOperation value)
    {
        while (value is IConversionOperation { IsImplicit: true } conversion) value = conversion.Operand;
        return value;
    }

    /// <summary>The type itself, and what it is a sequence of.</summary>
    private static IEnumerable<ITypeSymbol> Sent(ITypeSymbol given)
    {
        yield return given;
        if (given is IArrayTypeSymbol array) yield return array.ElementType;
        foreach (var type in given.AllInterfaces.Concat(given is INamedTypeSymbol { TypeKind: TypeKind.Interface } self ? [self] : []))
        {
            if (type.OriginalDefinition.Is("System.Collections.Generic.IEnumerable`1") || type.OriginalDefinition.Is("System.Collections.Generic.IAsyncEnumerable`1"))
                yield return type.TypeArguments[0];
        }
    }

    private static bool DerivesFrom(ITypeSymbol type, ITypeSymbol @base)
    {
        for (var level = type.BaseType; level is not null; level = level.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(level, @base)) return true;
        }

        return false;
    }
}
