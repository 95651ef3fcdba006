using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Runnel.Generators.Model;

namespace Runnel.Generators.Diagnostics;

/// <summary>What the generator reports instead of the analyzers.</summary>
internal static class GeneratorReport
{
    public static void Register(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<ProblemModel> problems)
    {
        // The compilation joins only here, and only for what is broken: it has the file as it is now, so that #pragma and settings count.
        context.RegisterSourceOutput(
            problems.Combine(context.CompilationProvider),
            static (output, found) => output.ReportDiagnostic(ToDiagnostic(found.Left, found.Right)));
    }

    private static Diagnostic ToDiagnostic(ProblemModel problem, Compilation compilation)
    {
        var rule = RecordRules.All.Concat(AppRules.All).First(item => item.Id == problem.Rule);
        var tree = compilation.SyntaxTrees.FirstOrDefault(item => item.FilePath == problem.Path);
        var place = tree is null ? null : Location.Create(tree, new TextSpan(problem.Start, problem.Length));
        return Diagnostic.Create(rule, place, [.. problem.Arguments]);
    }
}
