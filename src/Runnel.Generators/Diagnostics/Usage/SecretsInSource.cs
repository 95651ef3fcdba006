using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics.Usage;

/// <summary>RNL0110: a constant Redis URL with a password: in <c>[App]</c>, in options, or as the value of a configuration key.</summary>
internal static class SecretsInSource
{
    private const string RedisUrl = nameof(RedisUrl);

    public static void AnalyzeApp(SymbolAnalysisContext context)
    {
        if (context.Symbol.Attribute(RunnelNames.AppAttribute) is not { } attribute || !HasPassword(attribute.NamedText(RedisUrl))) return;
        context.ReportDiagnostic(Diagnostic.Create(UsageRules.SecretInSource, attribute.ArgumentLocation(RedisUrl, context.CancellationToken)));
    }

    public static void AnalyzeAssignment(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment is not { Value.ConstantValue: { HasValue: true, Value: string text }, Target: IPropertyReferenceOperation target }) return;
        if (IsRedisUrl(target) && HasPassword(text))
            context.ReportDiagnostic(Diagnostic.Create(UsageRules.SecretInSource, assignment.Value.Syntax.GetLocation()));
    }

    private static bool IsRedisUrl(IPropertyReferenceOperation target)
        => target.Property.IsIndexer
            ? target.Arguments is [{ Value.ConstantValue: { HasValue: true, Value: string key } }]
                && string.Equals(key, "Runnel:" + RedisUrl, StringComparison.OrdinalIgnoreCase)
            : target.Property.Name == RedisUrl && target.Property.ContainingType.Is("Runnel.RunnelOptions");

    /// <summary>As Runnel reads them: <c>redis://user:password@host</c>, <c>redis://host?password=…</c>, and <c>host,password=…</c>.</summary>
    private static bool HasPassword(string text)
    {
        const string Scheme = "://";
        var start = text.IndexOf(Scheme, StringComparison.Ordinal);
        if (start < 0) return HasOption(text, ',');
        var rest = text.Substring(start + Scheme.Length);
        var at = rest.LastIndexOf('@');
        var colon = at < 0 ? -1 : rest.IndexOf(':');
        if (colon >= 0 && colon < at - 1) return true;
        var query = rest.IndexOf('?');
        return query >= 0 && HasOption(rest.Substring(query + 1), '&');
    }

    private static bool HasOption(string options, char separator)
    {
        const string Password = "password=";
        return options.Split(separator).Select(option => option.Trim())
            .Any(option => option.Length > Password.Length && option.StartsWith(Password, StringComparison.OrdinalIgnoreCase));
    }
}
