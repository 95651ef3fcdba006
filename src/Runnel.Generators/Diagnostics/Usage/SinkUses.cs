using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics.Usage;

/// <summary>
/// RNL0107, RNL0108 and RNL0117: dead-letter sinks that nothing is sent to, those that nothing reads, and streams that are kept until they
/// are processed and that nothing processes, gathered over a program.
/// </summary>
internal sealed class SinkUses
{
    private readonly ConcurrentBag<Sink> _sinks = [];
    private readonly ConcurrentBag<IPropertySymbol> _kept = [];
    private readonly ConcurrentBag<Processor> _processors = [];
    private readonly ConcurrentBag<IPropertySymbol> _sent = [];

    public void AddSink(SymbolAnalysisContext context)
    {
        var property = (IPropertySymbol)context.Symbol;
        if (property.PartialDefinitionPart is not null || property.Attribute(RunnelNames.DeadLettersAttribute) is not { } attribute) return;
        var source = property.ContainingType.GetMembers(attribute.FirstText() ?? "").OfType<IPropertySymbol>()
            .FirstOrDefault(item => item.Attribute(RunnelNames.StreamAttribute) is not null);
        if (source is not null && AppMisplaced.IsInApp(property)) _sinks.Add(new(property, source));
    }

    public void AddStream(SymbolAnalysisContext context)
    {
        var property = (IPropertySymbol)context.Symbol;
        if (property.PartialDefinitionPart is not null || property.Attribute(RunnelNames.StreamAttribute) is not { } attribute) return;
        if (attribute.Named("Retention") is { Value: 1 } && AppMisplaced.IsInApp(property)) _kept.Add(property);
    }

    public void AddProcessor(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        foreach (var attribute in method.GetAttributes())
        {
            if (!DiscoveredMethods.IsProcessor(attribute) || DiscoveredMethods.AppOf(method, attribute) is not { } app) continue;
            var forwards = attribute.Named("Middleware") is { Kind: TypedConstantKind.Array, IsNull: false } list
                && list.Values.Any(item => item.Value is ITypeSymbol type && type.Is(RunnelNames.DeadLetterMiddleware));
            _processors.Add(new(app, attribute.FirstText(), forwards));
        }
    }

    /// <summary>What a program sends to a sink by itself.</summary>
    public void AddSend(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (DroppedSends.IsSend(call) && call.Instance is IPropertyReferenceOperation sink) _sent.Add(sink.Property);
    }

    public void Report(CompilationAnalysisContext context)
    {
        foreach (var stream in _kept)
        {
            if (!Processors(stream).Any()) context.ReportDiagnostic(Diagnostic.Create(UsageRules.UnreadStream, stream.NameLocation(), stream.Short()));
        }

        foreach (var sink in _sinks)
        {
            if (!Processors(sink.Source).Any(processor => processor.Forwards) && !_sent.Any(property => Same(property, sink.Property)))
                Report(UsageRules.UnfedSink, sink.Property.Short(), sink.Source.Short());
            else if (!Processors(sink.Property).Any())
                Report(UsageRules.UnreadSink, sink.Property.Short());

            void Report(DiagnosticDescriptor rule, params object?[] arguments)
                => context.ReportDiagnostic(Diagnostic.Create(rule, sink.Property.NameLocation(), arguments));
        }
    }

    private IEnumerable<Processor> Processors(IPropertySymbol stream)
        => _processors.Where(processor => processor.Stream == stream.Name && processor.App.Same(stream.ContainingType));

    /// <summary>Whichever half of the partial property it is.</summary>
    private static bool Same(IPropertySymbol property, IPropertySymbol other)
        => property.Name == other.Name && property.ContainingType.Same(other.ContainingType);

    private sealed record Sink(IPropertySymbol Property, IPropertySymbol Source);

    private sealed record Processor(INamedTypeSymbol App, string? Stream, bool Forwards);
}
