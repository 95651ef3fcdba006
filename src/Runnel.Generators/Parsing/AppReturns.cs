using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>What makes a method one that emitted code can call and await.</summary>
internal static class AppReturns
{
    /// <summary>What the method returns; null: a rule, or the compiler, complains of the method.</summary>
    public static AppReturn? Parse(IMethodSymbol method, AppParsing parsing)
    {
        if (Uncallable(method) is { } problem)
        {
            parsing.Report(AppRules.NotCallable, method.NameLocation(), method.Short(), problem);
            return null;
        }

        if (method.ReturnsVoid)
        {
            if (!(method.PartialImplementationPart ?? method).IsAsync) return AppReturn.Nothing;
            parsing.Report(AppRules.AsyncVoid, method.AsyncLocation(parsing.Cancellation), method.Short());
            return null;
        }

        if (method.ReturnType.TypeKind == TypeKind.Error) return null;
        const string Tasks = "System.Threading.Tasks.";
        var type = method.ReturnType;
        if (type.Is(Tasks + "Task") || type.Is(Tasks + "Task`1")) return AppReturn.Task;
        if (type.Is(Tasks + "ValueTask")) return AppReturn.ValueTask;
        if (type.Is(Tasks + "ValueTask`1")) return AppReturn.ValueTaskOf;
        parsing.Report(AppRules.BadReturn, method.ReturnLocation(parsing.Cancellation), method.Short(), method.ReturnType.Short());
        return null;
    }

    private static string? Uncallable(IMethodSymbol method) => method switch
    {
        { MethodKind: not MethodKind.Ordinary } => "it is no ordinary method",
        { IsGenericMethod: true } => "it is generic",
        { IsAbstract: true, IsStatic: true } => "it is static and abstract",
        { ReturnsByRef: true } or { ReturnsByRefReadonly: true } => "it returns by reference",
        _ when method.Parameters.FirstOrDefault(parameter => parameter.RefKind != RefKind.None) is { } parameter =>
            $"its parameter '{parameter.Name}' is passed by reference",
        _ => null,
    };
}
