using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics.Usage;

/// <summary>RNL0104: a thread that waits. Workers have a few threads for all their partitions.</summary>
internal static class BlockingCalls
{
    private const string Tasks = "System.Threading.Tasks.";

    private const string Await = "await it instead";

    public static void Analyze(MethodBody body)
    {
        foreach (var operation in body.Operations)
        {
            switch (operation)
            {
                case IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } read
                    when IsTask(read.Property.ContainingType) && !IsKnownToBeDone(task, body.Operations):
                    Report(read, "Result", Await);
                    break;
                case IInvocationOperation call when Mend(call, body.Operations) is { } mend:
                    Report(call, call.TargetMethod.Name, mend);
                    break;
            }
        }

        void Report(IOperation operation, string name, string mend) => body.Report(UsageRules.BlockingCall, NameOf(operation.Syntax), name, mend);
    }

    /// <summary>What to do instead of a call; null: it does not block.</summary>
    private static string? Mend(IInvocationOperation call, ImmutableArray<IOperation> operations)
    {
        var type = call.TargetMethod.ContainingType;
        switch (call.TargetMethod.Name)
        {
            case "Wait" when type.Is(Tasks + "Task") && !IsKnownToBeDone(call.Instance, operations):
                return Await;
            case "GetResult" when call.Instance is IInvocationOperation { TargetMethod.Name: "GetAwaiter", Instance: { } task }
                && IsAwaitable(task.Type) && !IsKnownToBeDone(task, operations):
                return Await;
            case "Sleep" when type.Is("System.Threading.Thread"):
                return "await Task.Delay with a CancellationToken instead";
            case "WaitAll" or "WaitAny" when type.Is(Tasks + "Task"):
                return $"await Task.{call.TargetMethod.Name.Replace("Wait", "When")} instead";
            default:
                return null;
        }
    }

    private static bool IsTask(INamedTypeSymbol type) => type.Is(Tasks + "Task`1") || type.Is(Tasks + "ValueTask`1");

    private static bool IsAwaitable(ITypeSymbol? type)
        => type is INamedTypeSymbol named
            && (IsTask(named) || named.Is(Tasks + "Task") || named.Is(Tasks + "ValueTask") || IsConfigured(named) || IsConfigured(named.ContainingType));

    private static bool IsConfigured(INamedTypeSymbol? type)
        => type?.ContainingNamespace?.ToDisplayString() == "System.Runtime.CompilerServices" && type.Name.StartsWith("Configured", StringComparison.Ordinal);

    /// <summary>Whether the code before has awaited the task, or asked whether it is done: to read its result is right then.</summary>
    private static bool IsKnownToBeDone(IOperation? task, ImmutableArray<IOperation> operations)
    {
        ISymbol? variable = task switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            _ => null,
        };
        if (variable is null) return false;
        foreach (var operation in operations)
        {
            if (operation.Syntax.SpanStart >= task!.Syntax.SpanStart) continue;
            if (operation is IAwaitOperation && operation.Descendants().Any(inner => IsOf(inner, variable))) return true;
            if (operation is IPropertyReferenceOperation { Instance: { } asked } property
                && property.Property.Name.StartsWith("IsCompleted", StringComparison.Ordinal) && IsOf(asked, variable))
                return true;
        }

        return false;
    }

    private static bool IsOf(IOperation operation, ISymbol variable) => operation switch
    {
        ILocalReferenceOperation local => local.Local.Same(variable),
        IParameterReferenceOperation parameter => parameter.Parameter.Same(variable),
        _ => false,
    };

    /// <summary>The name of what is called or read.</summary>
    private static Location NameOf(SyntaxNode syntax) => syntax switch
    {
        InvocationExpressionSyntax call => NameOf(call.Expression),
        MemberAccessExpressionSyntax access => access.Name.GetLocation(),
        MemberBindingExpressionSyntax binding => binding.Name.GetLocation(),
        _ => syntax.GetLocation(),
    };
}
