using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>The rules of a processor for types of exceptions.</summary>
internal static class AppExceptionRules
{
    private const string Retries = nameof(Retries);

    /// <summary>The rules in the order written; null: a rule of ours, or the compiler, complains of one.</summary>
    public static EquatableArray<AppExceptionRuleModel>? Parse(AppProcessorSite site, AppParsing parsing)
    {
        var items = new List<AppExceptionRuleModel>();
        var seen = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        var isGood = true;
        foreach (var attribute in site.Method.GetAttributes())
        {
            if (ExceptionOf(attribute) is not { } exception) continue;
            if (attribute.IsBroken() || exception.TypeKind == TypeKind.Error)
            {
                isGood = false;
                continue;
            }

            var settings = AppSettings.Parse(attribute, parsing);
            if (!seen.Add(exception)) Report(AppRules.SameException, site.Method.Short());
            else if (!parsing.CanReach(exception, site.Place.Within)) Report(AppRules.UnreachableException, site.Place.Shown);
            else if (Idleness(attribute) is { } reason) Report(AppRules.IdleExceptionRule, site.Method.Short(), reason);
            else items.Add(new(TypeNames.Qualified(exception), settings));

            void Report(DiagnosticDescriptor rule, params string?[] arguments)
            {
                isGood = false;
                parsing.Report(rule, attribute.Location(parsing.Cancellation), [exception.Short(), .. arguments]);
            }
        }

        return isGood ? items.ToEquatableArray() : null;
    }

    /// <summary>The exception that an <c>[OnException&lt;TException&gt;]</c> is about; null: another attribute.</summary>
    public static ITypeSymbol? ExceptionOf(AttributeData attribute)
        => attribute.AttributeClass is { TypeArguments: [var exception] } type && type.Is(RunnelNames.OnExceptionAttribute) ? exception : null;

    private static string? Idleness(AttributeData attribute)
    {
        if (attribute.Named(Retries)?.Value is 0)
        {
            foreach (var delay in (string[])["RetryDelaySeconds", "RetryMaxDelaySeconds"])
            {
                if (attribute.Named(delay) is not null) return $"Retries is 0, and so {delay} is the wait before no retry";
            }
        }

        return attribute.NamedArguments.Any(argument => argument.Key != "IncludeInner")
            ? null
            : "it says neither how often to try again nor what happens then: set Retries or ExceptionPolicy";
    }
}
