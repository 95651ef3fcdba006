using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>The middleware of a processor in the order written, outermost first.</summary>
/// <param name="Items">All but the dead letters.</param>
/// <param name="DeadLetterSink">The sink's name, if the dead-letter middleware is among them.</param>
internal sealed record AppMiddleware(EquatableArray<AppMiddlewareModel> Items, string? DeadLetterSink)
{
    /// <summary>The middleware; null: a rule, or the compiler, complains of one.</summary>
    public static AppMiddleware? Parse(AppProcessorSite site, AppParsing parsing)
    {
        var items = new List<AppMiddlewareModel>();
        string? sink = null;
        var isGood = true;
        foreach (var attribute in site.Method.GetAttributes())
        {
            var isMiddleware = attribute.AttributeClass.DerivesFrom(RunnelNames.MiddlewareAttribute);
            if (attribute == site.Attribute) isGood &= TryTypes(site, items, ref sink, parsing);
            else if (isMiddleware) isGood &= TryAttribute(site, attribute, items, parsing);
        }

        return isGood ? new(items.ToEquatableArray(), sink) : null;
    }

    private static bool TryTypes(AppProcessorSite site, List<AppMiddlewareModel> items, ref string? sink, AppParsing parsing)
    {
        const string Middleware = nameof(Middleware);
        if (site.Attribute.Named(Middleware) is not { Kind: TypedConstantKind.Array, IsNull: false } list) return true;
        var isGood = true;
        for (var i = 0; i < list.Values.Length; i++)
        {
            var location = site.Attribute.ElementLocation(Middleware, i, parsing.Cancellation);
            var given = list.Values[i].Value as ITypeSymbol;
            if (given?.Is(RunnelNames.DeadLetterMiddleware) == true)
            {
                isGood &= TrySink(site, location, ref sink, parsing);
                continue;
            }

            var constructor = Constructor(site, given, out var problem, parsing);
            if (constructor is not null)
            {
                items.Add(new(constructor, null));
                continue;
            }

            parsing.Report(AppRules.BadMiddleware, location, given?.Short() ?? "null", site.Method.Short(), problem);
            isGood = false;
        }

        return isGood;
    }

    private static AppConstructorModel? Constructor(AppProcessorSite site, ITypeSymbol? given, out string problem, AppParsing parsing)
    {
        problem = given switch
        {
            not INamedTypeSymbol => "it is no class",
            INamedTypeSymbol { IsUnboundGenericType: true } => "it is an open generic type",
            _ when !given.Implements(RunnelNames.Middleware) => "it does not implement IMiddleware",
            _ when !parsing.CanReach(given, site.Place.Within) => $"{site.Place.Called} cannot reach it",
            _ => "",
        };
        return problem.Length > 0 ? null : AppConstructors.Choose((INamedTypeSymbol)given!, site.Place, parsing, out problem, out _);
    }

    private static bool TrySink(AppProcessorSite site, Location? location, ref string? sink, AppParsing parsing)
    {
        if (!site.Streams.TrySinkOf(site.Stream, out sink))
        {
            parsing.Report(AppRules.NoSink, location, site.Method.Short(), site.Stream.Property.Name, site.App.Short());
            return false;
        }

        return sink is not null;
    }

    private static bool TryAttribute(AppProcessorSite site, AttributeData attribute, List<AppMiddlewareModel> items, AppParsing parsing)
    {
        if (attribute.IsBroken()) return false;
        var type = attribute.AttributeClass!;
        var named = attribute.NamedTypes().Prepend<ISymbol>(type).Append(attribute.AttributeConstructor!);
        if (!named.All(symbol => parsing.CanReach(symbol, site.Place.Within)))
        {
            var location = attribute.Location(parsing.Cancellation);
            parsing.Report(AppRules.BadMiddleware, location, type.Short(), site.Method.Short(), $"{site.Place.Called} cannot reach it");
            return false;
        }

        var arguments = string.Join(", ", attribute.ConstructorArguments.Select(AppLiterals.Of));
        var properties = string.Join(", ", attribute.NamedArguments.Select(Assignment));
        var initializer = properties.Length == 0 ? "" : $" {{ {properties} }}";
        items.Add(new(null, $"new {TypeNames.Qualified(type)}({arguments}){initializer}"));
        return true;
    }

    private static string Assignment(KeyValuePair<string, TypedConstant> argument)
        => $"{TypeNames.Identifier(argument.Key)} = {AppLiterals.Of(argument.Value)}";
}
