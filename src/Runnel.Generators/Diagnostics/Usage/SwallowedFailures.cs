using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics.Usage;

/// <summary>
/// RNL0103: a handler around the work on an event that catches everything and ends well. Only handlers that stand directly in the body count:
/// one further in may guard a part that is allowed to fail. Nor does one that sends the event elsewhere, which is a dead-letter sink of its own.
/// </summary>
internal static class SwallowedFailures
{
    /// <summary>The body of a loop over events, wherever it stands.</summary>
    public static void AnalyzeLoop(OperationAnalysisContext context)
    {
        if (context.Operation is not IForEachLoopOperation { IsAsynchronous: true } loop || !IsOverEvents(loop.Collection)) return;
        Analyze(Statements(loop.Body), context.ReportDiagnostic);
    }

    /// <summary>The body of a processor of a call shape.</summary>
    public static void AnalyzeCall(MethodBody body)
    {
        if (body.Events is not null || !DiscoveredMethods.IsProcessor(body.Method)) return;
        Analyze(Statements(body.Block), diagnostic => body.Report(diagnostic.Descriptor, diagnostic.Location));
    }

    private static void Analyze(ImmutableArray<IOperation> statements, Action<Diagnostic> report)
    {
        for (var i = 0; i < statements.Length; i++)
        {
            if (statements[i] is not ITryOperation guarded) continue;

            // What is caught may be thrown after the handler, once something was put in order.
            if (statements.Skip(i + 1).Any(Throws) || (guarded.Finally is { } end && Throws(end))) continue;
            foreach (var handler in guarded.Catches.Where(Swallows)) report(Diagnostic.Create(UsageRules.SwallowedFailures, Head(handler)));
        }
    }

    private static bool IsOverEvents(IOperation collection)
    {
        while (collection is IConversionOperation { IsImplicit: true } conversion) collection = conversion.Operand;
        return collection.Type?.OriginalDefinition is { } type
            && (type.Is(RunnelNames.Events) || type.Is("Runnel.EventSequence`1") || type.Is("Runnel.EventBatches`1"));
    }

    private static ImmutableArray<IOperation> Statements(IOperation body) => body is IBlockOperation block ? block.Operations : [body];

    private static bool Swallows(ICatchClauseOperation handler)
        => handler.Filter is null
            && (handler.ExceptionType.SpecialType == SpecialType.System_Object || handler.ExceptionType.Is("System.Exception"))
            && !Throws(handler.Handler)
            && !handler.Handler.Descendants().Any(operation => operation is IInvocationOperation call && DroppedSends.IsSend(call));

    private static bool Throws(IOperation operation) => operation.DescendantsAndSelf().Any(inner => inner switch
    {
        IThrowOperation => !IsInFunction(inner, operation),
        IInvocationOperation call => call.TargetMethod.Attribute("System.Diagnostics.CodeAnalysis.DoesNotReturnAttribute") is not null,
        _ => false,
    });

    private static bool IsInFunction(IOperation inner, IOperation outer)
    {
        for (var at = inner; at is not null && at != outer; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or ILocalFunctionOperation) return true;
        }

        return false;
    }

    /// <summary><c>catch (Exception error)</c>, without what it does.</summary>
    private static Location Head(ICatchClauseOperation handler)
    {
        var clause = (CatchClauseSyntax)handler.Syntax;
        var end = clause.Declaration?.Span.End ?? clause.CatchKeyword.Span.End;
        return Location.Create(clause.SyntaxTree, TextSpan.FromBounds(clause.CatchKeyword.SpanStart, end));
    }
}
