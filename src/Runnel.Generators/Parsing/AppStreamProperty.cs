using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>What streams and sinks have in common: a partial property of type <c>EventStream&lt;T&gt;</c>.</summary>
internal static class AppStreamProperty
{
    /// <summary>The property, as its other half must repeat it; null: a rule complains of it.</summary>
    public static AppPropertyModel? Parse(IPropertySymbol property, AppParsing parsing)
    {
        var declaration = property.Declaration(parsing.Cancellation);
        if (Problem(property, declaration?.Modifiers ?? default) is { } problem)
        {
            parsing.Report(AppRules.StreamNotPartial, property.NameLocation(), property.Short(), problem, property.Name);
            return null;
        }

        var modifiers = string.Join(" ", declaration!.Modifiers.Select(modifier => modifier.ValueText));
        return new(modifiers, property.Type.Full(), TypeNames.Identifier(property.Name), property.Short());
    }

    /// <summary>The record; null: a rule, or the compiler, complains of it.</summary>
    public static ITypeSymbol? Record(IPropertySymbol property, AppParsing parsing)
    {
        if (property.Type.TypeKind == TypeKind.Error) return null;
        var location = property.TypeLocation(parsing.Cancellation);
        if (!property.Type.Is(RunnelNames.EventStream))
        {
            parsing.Report(AppRules.NotAnEventStream, location, property.Short(), property.Type.Short());
            return null;
        }

        var record = ((INamedTypeSymbol)property.Type).TypeArguments[0];
        if (record.TypeKind == TypeKind.Error) return null;
        if (AppRecords.IsRecord(record)) return record;
        parsing.Report(AppRules.StreamOfNoRecord, location, record.Short());
        return null;
    }

    /// <summary>The analyzer sees the property with the half that the generator wrote.</summary>
    private static bool IsEmitted(IPropertySymbol half)
        => half.DeclaringSyntaxReferences.All(reference => reference.SyntaxTree.FilePath.Contains(typeof(RunnelGenerator).FullName));

    private static string? Problem(IPropertySymbol property, SyntaxTokenList modifiers) => property switch
    {
        _ when !modifiers.Any(SyntaxKind.PartialKeyword) => "it is not partial",
        { IsStatic: true } => "it is static",
        { IsAbstract: true } => "it is abstract",
        { PartialImplementationPart: { } half } when !IsEmitted(half) => "it has a half of its own, which the source generator writes",
        { SetMethod: not null } => "it has a setter",
        { RefKind: not RefKind.None } => "it returns by reference",
        { GetMethod: null } => "it has no getter",
        _ => null,
    };
}
