using System.Globalization;
using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>Methods of an app that are marked <c>[Startup]</c>, <c>[Timer]</c> or <c>[Crontab]</c>.</summary>
internal static class AppTaskParser
{
    /// <summary>The tasks in the order of their declaration; those that a rule complains of are left out.</summary>
    public static IEnumerable<AppTaskModel> Parse(INamedTypeSymbol app, AppParsing parsing)
    {
        var taken = new Dictionary<string, IMethodSymbol>(StringComparer.Ordinal);
        foreach (var method in app.GetMembers().OfType<IMethodSymbol>())
        {
            parsing.Cancellation.ThrowIfCancellationRequested();
            var marks = Marks(method).ToList();
            if (marks.Count == 0 || Call(app, method, parsing) is not { } call) continue;
            foreach (var (kind, attribute) in marks)
            {
                // A method may have one mark of each kind; its tasks then need names of their own.
                var name = SnakeCase.Convert(method.Name) + (marks.Count == 1 ? "" : "_" + SnakeCase.Convert(kind.ToString()));
                if (attribute.IsBroken() || Parse(method, kind, attribute, name, call, parsing) is not { } task) continue;
                if (taken.TryGetValue(name, out var first))
                {
                    parsing.Report(AppRules.SameTask, method.NameLocation(), name, first.Short());
                    continue;
                }

                taken.Add(name, method);
                yield return task;
            }
        }
    }

    private static IEnumerable<(AppTaskKind Kind, AttributeData Attribute)> Marks(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.Is(RunnelNames.StartupAttribute)) yield return (AppTaskKind.Startup, attribute);
            if (attribute.Is(RunnelNames.TimerAttribute)) yield return (AppTaskKind.Timer, attribute);
            if (attribute.Is(RunnelNames.CrontabAttribute)) yield return (AppTaskKind.Crontab, attribute);
        }
    }

    private static AppTaskModel? Parse(
        IMethodSymbol method, AppTaskKind kind, AttributeData attribute, string name, AppCallModel call, AppParsing parsing)
    {
        var seconds = "";
        if (kind == AppTaskKind.Timer)
        {
            var interval = Convert.ToDouble(attribute.ConstructorArguments[0].Value, CultureInfo.InvariantCulture);
            seconds = AppSymbols.Invariant(interval);
            if (!AppSettingRange.Timer.Holds(interval))
            {
                var location = attribute.ArgumentLocation(0, parsing.Cancellation);
                parsing.Report(AppRules.BadInterval, location, method.Short(), seconds, AppSettingRange.Timer.ToString());
                return null;
            }
        }

        var expression = kind == AppTaskKind.Crontab ? attribute.FirstText() : "";
        if (kind == AppTaskKind.Crontab && parsing.Reports && AppCron.Complaint(expression) is { } complaint)
            parsing.Report(AppRules.BadCron, attribute.ArgumentLocation(0, parsing.Cancellation), expression, complaint);

        return expression is null ? null : new(
            name,
            method.Short(),
            kind,
            seconds,
            expression,
            attribute.NamedText("TimeZone"),
            attribute.NamedFlag("OnLeader"),
            Misfire(method, attribute, parsing),
            attribute.NamedFlag("Overlap"),
            call);
    }

    /// <summary>What is written, if it is not the default; a value without a name is none.</summary>
    private static string Misfire(IMethodSymbol method, AttributeData attribute, AppParsing parsing)
    {
        if (attribute.Named("Misfire") is not { } misfire) return "";
        var location = attribute.ArgumentLocation("Misfire", parsing.Cancellation);
        if (misfire.Type!.EnumMember(misfire.Value) is null)
        {
            var allowed = string.Join(", ", misfire.Type!.EnumMembers().Select(member => member.Name));
            parsing.Report(AppRules.SettingOutOfRange, location, "Misfire", $"{misfire.Value}", $"one of {allowed}");
            return "";
        }

        if (!attribute.NamedFlag("OnLeader")) parsing.Report(AppRules.MisfireOffLeader, location, method.Short());
        return misfire.Value is 0 ? "" : AppLiterals.Of(misfire);
    }

    private static AppCallModel? Call(INamedTypeSymbol app, IMethodSymbol method, AppParsing parsing)
    {
        if (AppReturns.Parse(method, parsing) is not { } returns) return null;
        var arguments = new List<AppArgumentModel>();
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Type.TypeKind == TypeKind.Error) return null;
            if (parameter.Type.Is("System.Threading.CancellationToken"))
            {
                arguments.Add(new(AppArgumentKind.Cancellation));
                continue;
            }

            if (Problem(parameter) is { } problem)
            {
                var location = parameter.TypeLocation(parsing.Cancellation);
                parsing.Report(AppRules.BadTaskParameter, location, method.Short(), parameter.Name, parameter.Type.Short(), problem);
                return null;
            }

            arguments.Add(AppServices.Argument(parameter));
        }

        var name = (method.IsStatic ? $"{TypeNames.Qualified(app)}." : "") + TypeNames.Identifier(method.Name);
        return new(name, method.IsStatic, returns, arguments.ToEquatableArray());
    }

    private static string? Problem(IParameterSymbol parameter)
    {
        if (AppServices.Problem(parameter) is { } problem) return $"it {problem}";
        if (AppServices.IsKeyed(parameter)) return null;
        if (parameter.Type.IsValueType || parameter.Type.SpecialType == SpecialType.System_String) return "it cannot be a service";
        return AppRecords.IsRecord(parameter.Type) || parameter.Type.Is(RunnelNames.Events) ? "a background task has no events" : null;
    }
}
