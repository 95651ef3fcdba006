using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>What symbols do not tell and the text of declarations does.</summary>
internal static class DeclarationSyntax
{
    /// <summary>The type's identifier in the declaration that carries the attribute, or the first one.</summary>
    public static Location? IdentifierAt(INamedTypeSymbol type, AttributeData? attribute, CancellationToken cancellation)
        => attribute?.ApplicationSyntaxReference?.GetSyntax(cancellation).FirstAncestorOrSelf<BaseTypeDeclarationSyntax>()?.Identifier.GetLocation()
            ?? type.Locations.FirstOrDefault();

    public static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellation)
        => type.DeclaringSyntaxReferences.All(reference
            => reference.GetSyntax(cancellation) is MemberDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    /// <summary>Whether emitted code can add a part to the type: it and all around it are partial, and none is local to its file.</summary>
    public static bool TakesAnotherPart(INamedTypeSymbol type, CancellationToken cancellation)
    {
        for (var outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.IsFileLocal || !IsPartial(outer, cancellation)) return false;
        }

        return true;
    }

    /// <summary>The types around a type, from inside out.</summary>
    public static IEnumerable<INamedTypeSymbol> Around(INamedTypeSymbol type)
    {
        for (var at = type.ContainingType; at is not null; at = at.ContainingType) yield return at;
    }

    /// <summary>The partial declarations around a type, outermost first.</summary>
    public static EquatableArray<string> Containers(INamedTypeSymbol type) => Around(type).Reverse().Select(PartialDeclaration).ToEquatableArray();

    /// <summary>A partial declaration to add members to: <c>partial record struct Page&lt;T&gt;</c>. Constraints and modifiers need no repetition.</summary>
    public static string PartialDeclaration(INamedTypeSymbol type)
    {
        var keyword = (type.TypeKind, type.IsRecord) switch
        {
            (TypeKind.Interface, _) => "interface",
            (TypeKind.Struct, true) => "record struct",
            (TypeKind.Struct, false) => type.IsRefLikeType ? "ref struct" : "struct",
            (_, true) => "record",
            _ => "class",
        };
        if (type.IsRefLikeType) keyword = "struct";
        var parameters = type.TypeParameters.Length == 0 ? "" : $"<{string.Join(", ", type.TypeParameters.Select(parameter => TypeNames.Identifier(parameter.Name)))}>";
        return $"{(type.IsRefLikeType ? "ref " : "")}partial {keyword} {TypeNames.Identifier(type.Name)}{parameters}";
    }

    /// <summary>The record's primary constructor, or null.</summary>
    public static IMethodSymbol? PrimaryConstructor(INamedTypeSymbol type, CancellationToken cancellation)
        => type.InstanceConstructors.FirstOrDefault(constructor
            => constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellation) is RecordDeclarationSyntax { ParameterList: not null }));

    /// <summary>A property's initializer, where there is one and it says more than null: <c>= null!</c> only silences the compiler.</summary>
    public static bool HasInitializer(IPropertySymbol property, CancellationToken cancellation)
        => property.DeclaringSyntaxReferences.Any(reference
            => reference.GetSyntax(cancellation) is PropertyDeclarationSyntax { Initializer.Value: var value } && !IsNull(value));

    /// <summary>Whether any property or field of the type has an initializer.</summary>
    public static bool HasAnyInitializer(INamedTypeSymbol type, CancellationToken cancellation)
        => type.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>()
            .SelectMany(declaration => declaration.Members)
            .Any(member => member switch
            {
                PropertyDeclarationSyntax property => property.Initializer is not null && !property.Modifiers.Any(SyntaxKind.StaticKeyword),
                FieldDeclarationSyntax field => !field.Modifiers.Any(SyntaxKind.StaticKeyword) && !field.Modifiers.Any(SyntaxKind.ConstKeyword)
                    && field.Declaration.Variables.Any(variable => variable.Initializer is not null),
                _ => false,
            });

    /// <summary>Where a property's or parameter's type stands.</summary>
    public static Location? TypeAt(ISymbol member, CancellationToken cancellation)
        => member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) switch
        {
            PropertyDeclarationSyntax property => property.Type.GetLocation(),
            ParameterSyntax { Type: { } type } => type.GetLocation(),
            _ => member.Locations.FirstOrDefault(),
        };

    private static bool IsNull(ExpressionSyntax value) => value switch
    {
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } silenced => IsNull(silenced.Operand),
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.NullLiteralExpression),
        _ => false,
    };
}
