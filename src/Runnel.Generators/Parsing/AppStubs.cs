using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>The other halves of stream properties that rules refuse.</summary>
internal static class AppStubs
{
    /// <summary>The half that keeps the property compiling; null: it needs none, or the compiler refuses it whatever its other half is.</summary>
    public static AppStubModel? Of(IPropertySymbol property, EquatableArray<string> rules, AppParsing parsing)
    {
        if (!IsPartial(property, parsing) || IsHopeless(property) || property.PartialImplementationPart is not null) return null;
        var declaration = property.Declaration(parsing.Cancellation)!;
        var modifiers = string.Join(" ", declaration.Modifiers.Select(modifier => modifier.ValueText));
        var reference = property.RefKind switch
        {
            RefKind.None => "",
            RefKind.Ref => "ref ",
            _ => "ref readonly ",
        };
        var accessors = declaration.AccessorList?.Accessors.Select(Accessor) ?? [];
        var model = new AppPropertyModel(modifiers, reference + property.Type.Full(), TypeNames.Identifier(property.Name), property.Short());
        return new(model, accessors.ToEquatableArray(), rules);
    }

    public static bool IsPartial(IPropertySymbol property, AppParsing parsing)
        => property.Declaration(parsing.Cancellation)?.Modifiers.Any(SyntaxKind.PartialKeyword) == true;

    /// <summary>Whether the compiler refuses the property whatever is emitted.</summary>
    public static bool IsHopeless(IPropertySymbol property) => property.IsAbstract || !AppRecords.IsSound(property.Type);

    /// <summary>A marked property whose class is no app; null: its class is one, or the property needs no other half.</summary>
    public static StrayStreamPartModel? Stray(IPropertySymbol property, AppParsing parsing)
    {
        property = property.PartialDefinitionPart ?? property;
        if (AppMisplaced.IsInApp(property) || !IsPartial(property, parsing)) return null;
        if (IsStrayHopeless(property, parsing))
        {
            var problems = new List<ProblemModel>();
            AppMisplaced.Report(property, new(parsing.Compilation, problem => problems.Add(problem.ToModel()), parsing.Cancellation));
            return new(null, problems.ToEquatableArray());
        }

        var type = property.ContainingType;
        if (Of(property, new([AppRules.OutsideAnApp.Id]), parsing) is not { } stub) return null;
        var containers = DeclarationSyntax.Containers(type).Append(DeclarationSyntax.PartialDeclaration(type)).ToEquatableArray();
        return new(new(FileNames.Of(type, "Stream", property.Name), TypeNames.Namespace(type), containers, stub), EquatableArray<ProblemModel>.Empty);
    }

    /// <summary>Whether nothing that is emitted makes such a property compile, so that the generator reports it.</summary>
    public static bool IsStrayHopeless(IPropertySymbol property, AppParsing parsing)
        => IsPartial(property, parsing) && (IsHopeless(property) || !DeclarationSyntax.TakesAnotherPart(property.ContainingType, parsing.Cancellation));

    private static string Accessor(AccessorDeclarationSyntax accessor)
        => string.Join(" ", accessor.Modifiers.Append(accessor.Keyword).Select(token => token.ValueText));
}
