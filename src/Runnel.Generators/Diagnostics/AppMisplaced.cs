using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics;

/// <summary>Attributes where nobody looks for them: nothing would be processed, and nothing would say so.</summary>
internal static class AppMisplaced
{
    private const string OutsideAnApp = "its class is not marked [App]";

    private const string Derived = "processors are marked [Processor] or [Processor<TApp>], not with a class derived from these";

    public static void Report(IPropertySymbol property, AppParsing parsing)
    {
        var stream = property.Attribute(RunnelNames.StreamAttribute);
        var sink = property.Attribute(RunnelNames.DeadLettersAttribute);
        if (!IsInApp(property))
        {
            Report(stream, "Stream", property, OutsideAnApp, parsing);
            Report(sink, "DeadLetters", property, OutsideAnApp, parsing);
        }
        else if (stream is not null)
        {
            Report(sink, "DeadLetters", property, "it is marked [Stream]; a sink is a property of its own", parsing);
        }
    }

    public static void Report(IMethodSymbol method, AppParsing parsing)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (AppProcessors.NamedApp(attribute) is { } app)
            {
                if (app.TypeKind != TypeKind.Error && !AppProcessors.IsApp(app))
                    parsing.Report(AppRules.NoApp, TypeArgument(attribute, parsing), app.Short());
            }
            else if (attribute.Is(RunnelNames.ProcessorAttribute))
            {
                if (!IsInApp(method)) Report(attribute, "Processor", method, OutsideAnApp + ": write [Processor<TheApp>(…)]", parsing);
            }
            else if (attribute.AttributeClass.DerivesFrom(RunnelNames.ProcessorAttribute))
            {
                Report(attribute, Name(attribute), method, Derived, parsing);
            }
            else if (TaskName(attribute) is { } name && !IsInApp(method))
            {
                Report(attribute, name, method, OutsideAnApp, parsing);
            }
            else if (AppExceptionRules.ExceptionOf(attribute) is { } exception && !IsProcessor(method))
            {
                parsing.Report(
                    AppRules.IdleExceptionRule, attribute.Location(parsing.Cancellation), exception.Short(), method.Short(), "the method is no processor");
            }
        }
    }

    /// <summary>Local functions and lambdas, which the attributes' targets allow.</summary>
    public static void ReportLocal(SyntaxNodeAnalysisContext context)
    {
        var lists = context.Node switch
        {
            LocalFunctionStatementSyntax local => local.AttributeLists,
            LambdaExpressionSyntax lambda => lambda.AttributeLists,
            _ => default,
        };
        if (lists.Count == 0) return;
        var symbol = context.Node is LocalFunctionStatementSyntax
            ? context.SemanticModel.GetDeclaredSymbol(context.Node, context.CancellationToken)
            : context.SemanticModel.GetSymbolInfo(context.Node, context.CancellationToken).Symbol;
        if (symbol is not IMethodSymbol method) return;
        var parsing = new AppParsing(context.Compilation, problem => context.ReportDiagnostic(problem.ToDiagnostic()), context.CancellationToken);
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass.DerivesFrom(RunnelNames.ProcessorAttribute) || TaskName(attribute) is not null)
                Report(attribute, Name(attribute), method, "it is no method of a class", parsing);
        }
    }

    private static void Report(AttributeData? attribute, string name, ISymbol member, string problem, AppParsing parsing)
    {
        if (attribute is null) return;
        var subject = member is IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction }
            ? (member.Name.Length > 0 ? member.Name : "a lambda")
            : member.Short();
        parsing.Report(AppRules.OutsideAnApp, attribute.Location(parsing.Cancellation), name, subject, problem);
    }

    private static bool IsProcessor(IMethodSymbol method)
        => method.GetAttributes().Any(attribute => attribute.AttributeClass.DerivesFrom(RunnelNames.ProcessorAttribute));

    public static bool IsInApp(ISymbol member) => member.ContainingType?.Attribute(RunnelNames.AppAttribute) is not null;

    private static string? TaskName(AttributeData attribute)
        => attribute.Is(RunnelNames.StartupAttribute) || attribute.Is(RunnelNames.TimerAttribute)
            || attribute.Is(RunnelNames.CrontabAttribute)
            ? Name(attribute)
            : null;

    private static string Name(AttributeData attribute)
    {
        const string Suffix = "Attribute";
        var name = attribute.AttributeClass!.Name;
        return name.EndsWith(Suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - Suffix.Length) : name;
    }

    private static Location? TypeArgument(AttributeData attribute, AppParsing parsing)
    {
        var syntax = attribute.ApplicationSyntaxReference?.GetSyntax(parsing.Cancellation) as AttributeSyntax;
        var generic = syntax?.Name switch
        {
            GenericNameSyntax name => name,
            QualifiedNameSyntax { Right: GenericNameSyntax name } => name,
            AliasQualifiedNameSyntax { Name: GenericNameSyntax name } => name,
            _ => null,
        };
        return generic?.TypeArgumentList.Arguments.FirstOrDefault()?.GetLocation() ?? attribute.Location(parsing.Cancellation);
    }
}
