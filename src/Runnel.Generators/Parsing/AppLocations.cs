using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Runnel.Generators.Parsing;

/// <summary>Where exactly in the source a complaint belongs.</summary>
internal static class AppLocations
{
    /// <summary>The attribute itself.</summary>
    public static Location? Location(this AttributeData attribute, CancellationToken cancellation)
        => attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation();

    /// <summary>The expression of a constructor argument, else the attribute.</summary>
    public static Location? ArgumentLocation(this AttributeData attribute, int position, CancellationToken cancellation)
    {
        var parameter = attribute.AttributeConstructor?.Parameters.ElementAtOrDefault(position)?.Name;
        var arguments = Arguments(attribute, cancellation).Where(argument => argument.NameEquals is null).ToList();
        var found = arguments.Find(argument => argument.NameColon?.Name.Identifier.ValueText == parameter)
            ?? arguments.ElementAtOrDefault(position);
        return found?.Expression.GetLocation() ?? attribute.Location(cancellation);
    }

    /// <summary>The expression of a named argument, else the attribute.</summary>
    public static Location? ArgumentLocation(this AttributeData attribute, string name, CancellationToken cancellation)
        => Named(attribute, name, cancellation)?.GetLocation() ?? attribute.Location(cancellation);

    /// <summary>An element of a named argument that is an array, else the argument, else the attribute.</summary>
    public static Location? ElementLocation(this AttributeData attribute, string name, int index, CancellationToken cancellation)
    {
        var element = Named(attribute, name, cancellation) switch
        {
            CollectionExpressionSyntax list => (list.Elements.ElementAtOrDefault(index) as ExpressionElementSyntax)?.Expression,
            ArrayCreationExpressionSyntax array => array.Initializer?.Expressions.ElementAtOrDefault(index),
            ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions.ElementAtOrDefault(index),
            _ => null,
        };
        return element?.GetLocation() ?? attribute.ArgumentLocation(name, cancellation);
    }

    /// <summary>The name of a declared symbol in the source that is no generator's.</summary>
    public static Location? NameLocation(this ISymbol symbol) => symbol.Locations.FirstOrDefault(location => location.IsInSource);

    /// <summary>The type that a property declares.</summary>
    public static Location? TypeLocation(this IPropertySymbol property, CancellationToken cancellation)
        => property.Declaration(cancellation)?.Type.GetLocation() ?? property.NameLocation();

    /// <summary>The type of a parameter.</summary>
    public static Location? TypeLocation(this IParameterSymbol parameter, CancellationToken cancellation)
        => parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is ParameterSyntax { Type: { } type }
            ? type.GetLocation()
            : parameter.NameLocation();

    /// <summary>The type that a method returns.</summary>
    public static Location? ReturnLocation(this IMethodSymbol method, CancellationToken cancellation)
        => method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is MethodDeclarationSyntax declaration
            ? declaration.ReturnType.GetLocation()
            : method.NameLocation();

    /// <summary>The <c>async</c> of a method, else its name.</summary>
    public static Location? AsyncLocation(this IMethodSymbol method, CancellationToken cancellation)
    {
        var declaration = method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) as MethodDeclarationSyntax;
        var keyword = declaration?.Modifiers.FirstOrDefault(modifier => modifier.IsKind(SyntaxKind.AsyncKeyword)) ?? default;
        return keyword.IsKind(SyntaxKind.AsyncKeyword) ? keyword.GetLocation() : method.NameLocation();
    }

    /// <summary>The declaration of a property, as its user wrote it.</summary>
    public static PropertyDeclarationSyntax? Declaration(this IPropertySymbol property, CancellationToken cancellation)
        => property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) as PropertyDeclarationSyntax;

    private static ExpressionSyntax? Named(AttributeData attribute, string name, CancellationToken cancellation)
        => Arguments(attribute, cancellation)
            .FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name)?.Expression;

    private static SeparatedSyntaxList<AttributeArgumentSyntax> Arguments(AttributeData attribute, CancellationToken cancellation)
        => attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax { ArgumentList.Arguments: var arguments }
            ? arguments
            : default;
}
