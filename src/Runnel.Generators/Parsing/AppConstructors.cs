using Microsoft.CodeAnalysis;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>Chooses the constructor that services are handed to: of the app, of a processor's class, of a middleware.</summary>
internal static class AppConstructors
{
    /// <summary>The constructor; null, with what is wrong and where, if there is none that emitted code can call.</summary>
    public static AppConstructorModel? Choose(
        INamedTypeSymbol type, AppPlace place, AppParsing parsing, out string problem, out Location? location)
    {
        location = null;
        problem = UnusableType(type);
        if (problem.Length > 0) return null;

        var candidates = type.InstanceConstructors.Where(item => !IsCopy(item) && parsing.CanReach(item, place.Within)).ToList();
        var chosen = Choose(candidates);
        if (chosen is null)
        {
            problem = candidates.Count == 0
                ? $"it has no constructor that {place.Called} can reach"
                : "it has several constructors: mark the one that takes services with [ActivatorUtilitiesConstructor]";
            return null;
        }

        if (LacksRequiredMembers(type, chosen))
        {
            problem = "it has required members, which no service can set: take them in a constructor marked [SetsRequiredMembers]";
            location = chosen.NameLocation();
            return null;
        }

        var arguments = new List<AppArgumentModel>();
        foreach (var parameter in chosen.Parameters)
        {
            if (AppServices.Problem(parameter) is { } unusable)
            {
                problem = $"its parameter '{parameter.Name}' {unusable}";
                location = parameter.TypeLocation(parsing.Cancellation);
                return null;
            }

            arguments.Add(AppServices.Argument(parameter));
        }

        return new(TypeNames.Qualified(type), arguments.ToEquatableArray());
    }

    private static string UnusableType(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => "it is an interface",
        { IsStatic: true } => "it is static",
        { IsAbstract: true } => "it is abstract",
        { IsUnboundGenericType: true } => "it is an open generic type",
        { TypeKind: TypeKind.Class or TypeKind.Struct } => "",
        _ => "it is no class",
    };

    private static IMethodSymbol? Choose(List<IMethodSymbol> candidates)
    {
        var marked = candidates.Where(IsMarked).ToList();
        if (marked.Count == 1) return marked[0];
        if (candidates.Count == 1) return candidates[0];
        var open = candidates.Where(item => item.DeclaredAccessibility == Accessibility.Public && !item.IsImplicitlyDeclared).ToList();
        return open.Count == 1 ? open[0] : null;
    }

    private static bool IsMarked(IMethodSymbol constructor) => constructor.GetAttributes().Any(attribute =>
        attribute.Is("Microsoft.Extensions.DependencyInjection.ActivatorUtilitiesConstructorAttribute"));

    /// <summary>The copy constructor of a record.</summary>
    private static bool IsCopy(IMethodSymbol constructor)
        => constructor.ContainingType.IsRecord && constructor.Parameters is [{ Type: var only }] && only.Same(constructor.ContainingType);

    private static bool LacksRequiredMembers(INamedTypeSymbol type, IMethodSymbol constructor)
    {
        if (constructor.GetAttributes().Any(attribute =>
            attribute.Is("System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute"))) return false;
        for (var at = type; at is not null; at = at.BaseType)
        {
            var members = at.GetMembers();
            if (members.Any(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })) return true;
        }

        return false;
    }
}
