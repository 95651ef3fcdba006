using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics.Usage;

/// <summary>RNL0111: a send that is a statement by itself. One that is assigned, to <c>_</c> too, is so on purpose.</summary>
internal static class DroppedSends
{
    public static void Analyze(OperationAnalysisContext context)
    {
        var statement = (IExpressionStatementOperation)context.Operation;
        if (Call(statement.Operation) is not { } call || !IsSend(call)) return;
        context.ReportDiagnostic(Diagnostic.Create(UsageRules.DroppedSend, call.Syntax.GetLocation(), call.TargetMethod.Name));
    }

    /// <summary>Whether it is one of <c>EventStream&lt;T&gt;</c>'s sends.</summary>
    public static bool IsSend(IInvocationOperation call)
        => call.TargetMethod.Name is "SendAsync" or "SendManyAsync" && call.TargetMethod.ContainingType.Is(RunnelNames.EventStream);

    /// <summary>The call itself, before what makes another awaitable of its result.</summary>
    private static IInvocationOperation? Call(IOperation? operation) => operation switch
    {
        IConditionalAccessOperation conditional => Call(conditional.WhenNotNull),
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "Preserve", Instance: { } instance } => Call(instance),
        IInvocationOperation call => call,
        _ => null,
    };
}
