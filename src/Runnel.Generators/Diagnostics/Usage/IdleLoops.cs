using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics.Usage;

/// <summary>RNL0102: a loop without events. To read what the events know of their stream is not to ask for one.</summary>
internal static class IdleLoops
{
    public static void Analyze(MethodBody body)
    {
        if (body.Events is not { } events || body.Operations.Any(operation => Asks(operation, events))) return;
        body.Report(UsageRules.IdleLoop, events.NameLocation(), body.Method.Short(), events.Name);
    }

    private static bool Asks(IOperation operation, IParameterSymbol events)
        => operation is IParameterReferenceOperation reference
            && reference.Parameter.Same(events)
            && reference.Parent is not IPropertyReferenceOperation;
}
