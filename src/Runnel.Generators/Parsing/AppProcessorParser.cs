using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>Where a processor stands: its method and attribute, its app, the place of the code that calls it, and the stream it processes.</summary>
internal sealed record AppProcessorSite(
    INamedTypeSymbol App, AppPlace Place, AppStreams Streams, AppStream Stream, IMethodSymbol Method, AttributeData Attribute);

/// <summary>A method marked <c>[Processor]</c>, in the app's class or another.</summary>
internal static class AppProcessorParser
{
    /// <summary>The processor; null: a rule, or the compiler, complains of it.</summary>
    public static AppProcessorModel? Parse(
        INamedTypeSymbol app, AppPlace place, AppStreams streams, IMethodSymbol method, AttributeData attribute, AppParsing parsing)
    {
        if (attribute.IsBroken()) return null;
        var name = Name(method, attribute, parsing);
        var settings = AppSettings.Parse(attribute, parsing);
        var returns = AppReturns.Parse(method, parsing);
        var stream = streams.Find(attribute.FirstText());
        if (stream is null)
        {
            parsing.Report(
                AppRules.UnknownStream,
                attribute.ArgumentLocation(0, parsing.Cancellation),
                attribute.FirstText(),
                app.Short(),
                streams.Items.Count == 0 ? "" : $" ({string.Join(", ", streams.Items.Select(item => item.Property.Name))})");
            return null;
        }

        if (returns is null || stream.Record is null) return null;
        var site = new AppProcessorSite(app, place, streams, stream, method, attribute);
        var signature = AppSignature.Parse(method, stream, parsing);
        var middleware = AppMiddleware.Parse(site, parsing);
        var exceptionRules = AppExceptionRules.Parse(site, parsing);
        if (middleware is { DeadLetterSink: null }) ReportParking(site, parsing);
        if (signature is not null) ReportBatchSettings(site, signature, parsing);
        if (!IsReachable(site, parsing) || !TryTarget(site, out var target, parsing)) return null;
        if (signature is null || middleware is null || exceptionRules is null || stream.Name is null) return null;

        var holder = method.IsStatic ? app : method.ContainingType;
        var call = method.IsStatic ? $"{TypeNames.Qualified(method.ContainingType)}." : "";
        return new(
            name,
            stream.Name,
            TypeNames.Qualified(stream.Record),
            method.Short(),
            signature.Shape,
            settings,
            middleware.DeadLetterSink,
            TypeNames.Qualified(holder),
            target,
            middleware.Items,
            exceptionRules.Value,
            new(call + TypeNames.Identifier(method.Name), method.IsStatic, returns.Value, signature.Arguments),
            place.Host);
    }

    /// <summary>The processor's name: what is written, else the method's in snake_case.</summary>
    public static string NameOf(IMethodSymbol method, AttributeData attribute)
        => attribute.NamedText("Name") is { Length: > 0 } written ? written : SnakeCase.Convert(method.Name);

    private static string Name(IMethodSymbol method, AttributeData attribute, AppParsing parsing)
    {
        const string Written = "Name";
        var name = NameOf(method, attribute);
        if (AppNames.Complaint(name) is { } complaint)
        {
            var isWritten = attribute.NamedText(Written).Length > 0;
            var location = isWritten ? attribute.ArgumentLocation(Written, parsing.Cancellation) : method.NameLocation();
            parsing.Report(AppRules.BadProcessorName, location, complaint);
        }

        return name;
    }

    private static void ReportBatchSettings(AppProcessorSite site, AppSignature signature, AppParsing parsing)
    {
        if (signature.Shape is AppShape.Batch or AppShape.RawBatch) return;
        foreach (var name in (string[])["BatchSize", "BatchWithinSeconds"])
        {
            if (site.Attribute.Named(name) is null) continue;
            var isLoop = signature.Shape == AppShape.Loop;
            parsing.Report(
                AppRules.NoBatch,
                site.Attribute.ArgumentLocation(name, parsing.Cancellation),
                name,
                site.Method.Short(),
                isLoop ? "loop" : "event",
                site.Stream.Record!.Short(),
                isLoop ? "; a loop batches by events.Take(count, within)" : "");
        }
    }

    /// <summary>What is said of parking without dead letters. The default mode, written out, is no mistake.</summary>
    private static void ReportParking(AppProcessorSite site, AppParsing parsing)
    {
        foreach (var name in (string[])["DeadLetterMode", "MaxParkedKeys", "MaxParkedEvents"])
        {
            if (site.Attribute.Named(name) is not { } value || value is { Kind: TypedConstantKind.Enum, Value: 0 }) continue;
            parsing.Report(AppRules.IdleParking, site.Attribute.ArgumentLocation(name, parsing.Cancellation), name, site.Method.Short());
        }
    }

    private static bool IsReachable(AppProcessorSite site, AppParsing parsing)
    {
        if (parsing.CanReach(site.Method, site.Place.Within)) return true;
        parsing.Report(AppRules.Unreachable, site.Method.NameLocation(), site.Method.Short(), site.Place.Shown);
        return false;
    }

    private static bool TryTarget(AppProcessorSite site, out AppConstructorModel? target, AppParsing parsing)
    {
        target = null;
        var type = site.Method.ContainingType;
        if (type.Same(site.App)) return true;
        string problem;
        Location? location = null;
        if (type.IsGenericOrInGeneric()) problem = "it is generic";
        else if (site.Method.IsStatic) return true;
        else if (type.TypeKind != TypeKind.Class) problem = "it is no class";
        else if ((target = AppConstructors.Choose(type, site.Place, parsing, out problem, out location)) is not null) return true;
        parsing.Report(AppRules.NoTarget, location ?? type.NameLocation(), type.Short(), site.Method.Short(), problem);
        return false;
    }
}
