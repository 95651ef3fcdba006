using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Runnel.Generators.Model;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics;

/// <summary>What must be unique across the classes of a compilation, gathered while it is analyzed.</summary>
internal sealed class AppDeclarations
{
    private readonly ConcurrentBag<Declaration> _processors = [];
    private readonly ConcurrentBag<Declaration> _streams = [];

    /// <summary>An app's own processors, and its streams.</summary>
    public void Add(INamedTypeSymbol type, AppModel app, AppParsing parsing)
    {
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
        {
            foreach (var attribute in method.GetAttributes())
            {
                if (!AppProcessors.IsOf(attribute, type)) continue;
                var name = AppProcessorParser.NameOf(method, attribute);
                var isValid = app.Processors.Any(item => item.Name == name && item.Display == method.Short());
                if (isValid) Add(app.Type, name, method, attribute, parsing);
            }
        }

        foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
        {
            var stream = app.Streams.FirstOrDefault(item => item.Property.Display == property.Short());
            if (stream is null || property.Attribute(RunnelNames.StreamAttribute) is not { } attribute) continue;
            var location = attribute.ArgumentLocation(0, parsing.Cancellation);
            var record = ((INamedTypeSymbol)property.Type).TypeArguments[0];
            _streams.Add(new($"{app.Name}.{stream.Name}", stream.Name, property, location, record));
        }
    }

    /// <summary>A processor outside the class of its app, whose app may be of another assembly.</summary>
    public void AddExternal(ExternalProcessorModel processor, IMethodSymbol method, AttributeData attribute, AppParsing parsing)
        => Add(processor.App, processor.Processor.Name, method, attribute, parsing, processor.Module is null ? null : (INamedTypeSymbol)AppProcessors.NamedApp(attribute)!);

    public void Report(CompilationAnalysisContext context)
    {
        foreach (var (first, next) in Repeated(_processors))
            context.ReportDiagnostic(Diagnostic.Create(AppRules.SameProcessor, next.Location, next.Name, first.Member.Short(), ""));
        ReportTaken(context);

        // One app class has no two streams of one name; two classes that share the app's name may.
        foreach (var (first, next) in Repeated(_streams).Where(pair => !pair.First.Record.Same(pair.Next.Record)))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                AppRules.OtherRecordElsewhere,
                next.Location,
                next.Name,
                first.Member.Short(),
                first.Record!.Short(),
                next.Record!.Short()));
        }
    }

    /// <summary>Names that an app of a referenced assembly has given already, or one that has them by a referenced module.</summary>
    private void ReportTaken(CompilationAnalysisContext context)
    {
        var taken = new ReferencedProcessors(context.Compilation, context.CancellationToken);
        foreach (var declaration in _processors)
        {
            if (declaration.App is null || taken.Find(declaration.App, declaration.Name) is not { } other) continue;
            context.ReportDiagnostic(Diagnostic.Create(
                AppRules.SameProcessor, declaration.Location, declaration.Name, other.Processor.Source, $" of {other.Assembly}"));
        }
    }

    private void Add(string app, string processor, IMethodSymbol method, AttributeData attribute, AppParsing parsing, INamedTypeSymbol? referenced = null)
    {
        var isWritten = attribute.NamedText("Name").Length > 0;
        var location = isWritten ? attribute.ArgumentLocation("Name", parsing.Cancellation) : method.NameLocation();
        _processors.Add(new($"{app}.{processor}", processor, method, location, null, referenced));
    }

    /// <summary>Each declaration whose key an earlier one of the source has, beside the first of it.</summary>
    private static IEnumerable<(Declaration First, Declaration Next)> Repeated(IEnumerable<Declaration> declarations)
        => declarations
            .GroupBy(item => item.Key, StringComparer.Ordinal)
            .Select(group => group
                .OrderBy(item => item.Location?.SourceTree?.FilePath, StringComparer.Ordinal)
                .ThenBy(item => item.Location?.SourceSpan.Start)
                .ToList())
            .SelectMany(group => group.Skip(1).Select(next => (group[0], next)));

    private sealed record Declaration(string Key, string Name, ISymbol Member, Location? Location, ITypeSymbol? Record, INamedTypeSymbol? App = null);
}
