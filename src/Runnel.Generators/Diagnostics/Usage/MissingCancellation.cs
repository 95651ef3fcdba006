using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics.Usage;

/// <summary>
/// RNL0112: an async method that takes no token, and awaits a call that would. (A loop has its events' token; and a send that is under way had
/// better come to its end.)
/// </summary>
internal static class MissingCancellation
{
    private const string Token = "System.Threading.CancellationToken";

    public static void Analyze(MethodBody body)
    {
        var method = body.Method;
        if (!method.IsAsync || body.Events is not null || method.Parameters.Any(parameter => parameter.Type.Is(Token))) return;
        var call = body.Operations.OfType<IAwaitOperation>().Where(body.IsOwn).Select(awaited => Call(awaited.Operation)).FirstOrDefault(TakesToken);
        if (call is not null) body.Report(UsageRules.NoCancellation, method.NameLocation(), method.Short(), call.TargetMethod.Name);
    }

    private static IInvocationOperation? Call(IOperation awaited)
        => awaited is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: IInvocationOperation inner } ? inner : awaited as IInvocationOperation;

    private static bool TakesToken(IInvocationOperation? call)
    {
        if (call is null || call.TargetMethod.ContainingNamespace.Name == "Runnel") return false;
        return call.Arguments.Any(argument => argument is { ArgumentKind: ArgumentKind.DefaultValue, Parameter.Type: { } type } && type.Is(Token))
            || HasOverload(call.TargetMethod);
    }

    /// <summary>Whether there is the same method with a token at its end.</summary>
    private static bool HasOverload(IMethodSymbol method)
        => method.Parameters.All(parameter => !parameter.Type.Is(Token))
            && method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Any(other
                => other.IsStatic == method.IsStatic
                    && other.Arity == 0 && method.Arity == 0
                    && other.DeclaredAccessibility == Accessibility.Public
                    && other.Parameters.Length == method.Parameters.Length + 1
                    && other.Parameters.Last().Type.Is(Token)
                    && other.Parameters.Take(method.Parameters.Length).Zip(method.Parameters, (left, right) => left.Type.Same(right.Type)).All(same => same));
}
