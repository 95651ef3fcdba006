using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics.Usage;

/// <summary>RNL0105 and RNL0106: how the times of a processor go with its grace period, as far as attributes say. What settings say wins when it runs.</summary>
internal static class GraceLimits
{
    private const string Default = nameof(Default);
    private const string LockExpirySeconds = nameof(LockExpirySeconds);
    private const string GracePeriodSeconds = nameof(GracePeriodSeconds);
    private const string BatchWithinSeconds = nameof(BatchWithinSeconds);

    public static void AnalyzeApp(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.Attribute(RunnelNames.AppAttribute) is { } attribute) AnalyzeLease(type.Short(), null, attribute, context);
    }

    public static void AnalyzeProcessor(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.PartialDefinitionPart is not null || Mark(method) is not { } processor) return;
        var app = DiscoveredMethods.AppOf(method, processor)?.Attribute(RunnelNames.AppAttribute);
        AnalyzeLease(method.Short(), processor, app, context);
        if (Written(processor, BatchWithinSeconds) is not { } within || Grace(processor, app) is var grace && within <= grace) return;
        var location = processor.ArgumentLocation(BatchWithinSeconds, context.CancellationToken);
        context.ReportDiagnostic(Diagnostic.Create(UsageRules.LongBatch, location, method.Short(), Text(within), Text(grace)));
    }

    /// <summary>The batches of a loop: <c>events.Take(100, within: TimeSpan.FromMinutes(1))</c>.</summary>
    public static void AnalyzeBatches(MethodBody body)
    {
        if (body.Events is null || Mark(body.Method) is not { } processor) return;
        var grace = Grace(processor, DiscoveredMethods.AppOf(body.Method, processor)?.Attribute(RunnelNames.AppAttribute));
        foreach (var operation in body.Operations)
        {
            if (operation is not IInvocationOperation { TargetMethod: { Name: "Take" } method } call || !method.ContainingType.Is(RunnelNames.Events)) continue;
            var within = call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "within")?.Value;
            if (within is null || ConstantSeconds(within) is not { } seconds || seconds <= grace) continue;
            body.Report(UsageRules.LongBatch, within.Syntax.GetLocation(), body.Method.Short(), Text(seconds), Text(grace));
        }
    }

    /// <summary>One of the two times is written here, or there is nothing to say.</summary>
    private static void AnalyzeLease(string subject, AttributeData? processor, AttributeData? app, SymbolAnalysisContext context)
    {
        var (attribute, prefix) = processor is null ? (app!, Default) : (processor, "");
        var written = Written(attribute, prefix + LockExpirySeconds) is null ? GracePeriodSeconds : LockExpirySeconds;
        if (Written(attribute, prefix + written) is null) return;
        var lease = Setting(processor, app, LockExpirySeconds, 15);
        var grace = Grace(processor, app);
        if (lease >= grace) return;
        var location = attribute.ArgumentLocation(prefix + written, context.CancellationToken);
        context.ReportDiagnostic(Diagnostic.Create(UsageRules.ShortLease, location, subject, Text(lease), Text(grace)));
    }

    private static AttributeData? Mark(IMethodSymbol method) => method.GetAttributes().FirstOrDefault(DiscoveredMethods.IsProcessor);

    private static double Grace(AttributeData? processor, AttributeData? app) => Setting(processor, app, GracePeriodSeconds, 8);

    private static double Setting(AttributeData? processor, AttributeData? app, string name, double builtIn)
        => Written(processor, name) ?? Written(app, Default + name) ?? builtIn;

    private static double? Written(AttributeData? attribute, string name) => attribute?.Named(name)?.Value as double?;

    /// <summary>The seconds of <c>TimeSpan.FromMinutes(2)</c> and the like; null: only known when it runs.</summary>
    private static double? ConstantSeconds(IOperation time)
    {
        if (time is not IInvocationOperation { TargetMethod: { IsStatic: true } method } call || !method.ContainingType.Is("System.TimeSpan")) return null;
        var unit = method.Name switch
        {
            "FromDays" => 86_400,
            "FromHours" => 3_600,
            "FromMinutes" => 60,
            "FromSeconds" => 1,
            "FromMilliseconds" => 0.001,
            _ => 0,
        };
        var explicits = call.Arguments.Where(argument => argument.ArgumentKind == ArgumentKind.Explicit).ToList();
        if (unit == 0 || explicits is not [{ Value.ConstantValue: { HasValue: true, Value: IConvertible amount } }]) return null;
        return unit * amount.ToDouble(CultureInfo.InvariantCulture);
    }

    private static string Text(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture);
}
