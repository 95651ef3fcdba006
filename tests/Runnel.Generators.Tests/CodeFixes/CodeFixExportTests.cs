using System.Composition;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Runnel.CodeFixes;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Diagnostics.Usage;

namespace Runnel.Generators.Tests.CodeFixes;

/// <summary>Editors find the fixes, and these mend rules that there are.</summary>
public sealed class CodeFixExportTests
{
    public static TheoryData<Type> Fixes => [.. typeof(RunnelCodeFix).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(RunnelCodeFix)))];

    [Theory]
    [MemberData(nameof(Fixes))]
    public void A_fix_is_exported_and_shared_and_mends_all_at_once(Type type)
    {
        Assert.Equal([LanguageNames.CSharp], type.GetCustomAttribute<ExportCodeFixProviderAttribute>()!.Languages);
        Assert.NotNull(type.GetCustomAttribute<SharedAttribute>());
        var fix = (RunnelCodeFix)Activator.CreateInstance(type)!;
        Assert.Contains(FixAllScope.Solution, fix.GetFixAllProvider().GetSupportedFixAllScopes());
        var rules = AppRules.All.Concat(RecordRules.All).Concat(UsageRules.All).Select(rule => rule.Id).Concat(["CS0103", "CS0117"]);
        Assert.Subset(rules.ToHashSet(), fix.FixableDiagnosticIds.ToHashSet());
    }

    [Fact]
    public void The_analyzers_need_no_workspace()
        => Assert.DoesNotContain(typeof(UsageAnalyzer).Assembly.GetReferencedAssemblies(), name => name.Name!.Contains("Workspaces", StringComparison.Ordinal));
}
