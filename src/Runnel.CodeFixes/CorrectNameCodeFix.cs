using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Runnel.CodeFixes;

/// <summary>
/// RNL0060, RNL0069, RNL0071, and the compiler's own complaints of a <c>nameof</c> there: the partition key, source or stream of the nearest name,
/// always by <c>nameof</c>, so that the next mistake is found while it is made.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class CorrectNameCodeFix : RunnelCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds =>
        [RuleIds.UnknownPartitionKey, RuleIds.UnknownSource, RuleIds.UnknownStream, RuleIds.NoSuchMember, RuleIds.NoSuchName];

    private protected override Fix? Find(SyntaxNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancellation)
    {
        if (node.FirstAncestorOrSelf<AttributeArgumentSyntax>() is not { Parent.Parent: AttributeSyntax attribute } argument) return null;
        if (attribute.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member || Written(argument.Expression) is not { } written) return null;
        if (model.GetDeclaredSymbol(member, cancellation) is not { } symbol) return null;
        var candidates = Candidates(argument, attribute, symbol, model, cancellation);
        if (NearestName.Of(written, candidates.Select(candidate => candidate.Name)) is not { } name) return null;
        var owner = candidates.First(candidate => candidate.Name == name).ContainingType;
        var isInside = SymbolEqualityComparer.Default.Equals(owner, symbol.ContainingType);
        var prefix = isInside ? "" : owner.ToMinimalDisplayString(model, argument.SpanStart) + ".";
        var correct = SyntaxFactory.ParseExpression($"nameof({prefix}{name})");
        return new($"Change '{written}' to '{name}'", argument.Expression.Span, editor
            => editor.ReplaceNode(argument.Expression, correct.WithTriviaFrom(argument.Expression)));
    }

    /// <summary>What stands there: a text, or the last name of a <c>nameof</c>.</summary>
    private static string? Written(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => text,
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" }, ArgumentList.Arguments: [var only] } => only.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            SimpleNameSyntax name => name.Identifier.ValueText,
            _ => null,
        },
        _ => null,
    };

    /// <summary>What the argument may name.</summary>
    private static IReadOnlyList<ISymbol> Candidates(
        AttributeArgumentSyntax argument, AttributeSyntax attribute, ISymbol member, SemanticModel model, CancellationToken cancellation)
    {
        var type = model.GetTypeInfo(attribute, cancellation).Type as INamedTypeSymbol;
        if (argument.NameEquals is { Name.Identifier.ValueText: "PartitionBy" })
            return member is IPropertySymbol { Type: INamedTypeSymbol { TypeArguments: [var record] } } ? Keys(record, member.ContainingType) : [];
        if (argument.NameEquals is not null) return [];
        if (type.Is("Runnel.DeadLettersAttribute")) return Streams(member.ContainingType, withSinks: false);
        if (type.Is("Runnel.ProcessorAttribute")) return Streams(member.ContainingType, withSinks: true);
        return type.Is("Runnel.ProcessorAttribute`1") && type!.TypeArguments[0] is INamedTypeSymbol app ? Streams(app, withSinks: true) : [];
    }

    private static IReadOnlyList<ISymbol> Streams(INamedTypeSymbol app, bool withSinks) =>
    [
        .. app.GetMembers().OfType<IPropertySymbol>().Where(property
            => property.Attribute("Runnel.StreamAttribute") is not null || (withSinks && property.Attribute("Runnel.DeadLettersAttribute") is not null)),
    ];

    private static List<ISymbol> Keys(ITypeSymbol record, INamedTypeSymbol app)
    {
        var keys = new List<ISymbol>();
        for (var type = record; type is { SpecialType: SpecialType.None }; type = type.BaseType)
            keys.AddRange(type.GetMembers().OfType<IPropertySymbol>().Where(property => property is { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public }));
        keys.AddRange(app.GetMembers().OfType<IMethodSymbol>().Where(method
            => method is { IsStatic: true, MethodKind: MethodKind.Ordinary, Parameters: [var only] } && SymbolEqualityComparer.Default.Equals(only.Type, record)));
        return keys;
    }
}
