using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>The shape that a processor's signature chooses, and its arguments.</summary>
internal sealed record AppSignature(AppShape Shape, EquatableArray<AppArgumentModel> Arguments)
{
    /// <summary>The shape; null: a rule, or the compiler, complains of a parameter.</summary>
    public static AppSignature? Parse(IMethodSymbol method, AppStream stream, AppParsing parsing)
    {
        var record = stream.Record!;
        AppShape? shape = null;
        var arguments = new List<AppArgumentModel>();
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Type.TypeKind == TypeKind.Error) return null;
            if (OtherRecord(parameter.Type, record) is { } other)
            {
                var where = parameter.TypeLocation(parsing.Cancellation);
                parsing.Report(AppRules.RecordDiffers, where, method.Short(), other.Short(), stream.Property.Short(), record.Short());
                return null;
            }

            if (!AppRecords.IsSound(parameter.Type)) return null;
            if (ShapeOf(parameter.Type, record) is { } found)
            {
                if (shape is not null) return Refuse($"its parameter '{parameter.Name}' asks for events a second time", parameter);
                shape = found;
                arguments.Add(new(AppArgumentKind.Item));
                continue;
            }

            if (parameter.Type.Is(RunnelNames.EventContext)) arguments.Add(new(AppArgumentKind.Context));
            else if (parameter.Type.Is("System.Threading.CancellationToken")) arguments.Add(new(AppArgumentKind.Cancellation));
            else if (Misfit(parameter, record) is { } misfit) return Refuse(misfit, parameter);
            else arguments.Add(AppServices.Argument(parameter));
        }

        if (shape is null) return Refuse("it takes no events", null);
        var context = arguments.FindIndex(argument => argument.Kind == AppArgumentKind.Context);
        if (shape == AppShape.Loop && context >= 0)
        {
            var parameter = method.Parameters[context];
            return Refuse($"a loop has no context of its own for '{parameter.Name}'; enumerate events.WithContext() instead", parameter);
        }

        return new(shape.Value, arguments.ToEquatableArray());

        AppSignature? Refuse(string problem, IParameterSymbol? parameter)
        {
            var location = parameter?.TypeLocation(parsing.Cancellation) ?? method.NameLocation();
            parsing.Report(AppRules.NoShape, location, method.Short(), problem, record.Short());
            return null;
        }
    }

    private static AppShape? ShapeOf(ITypeSymbol type, ITypeSymbol record)
    {
        if (type.Same(record)) return AppShape.Event;
        if (type.Is(RunnelNames.RawEvent)) return AppShape.RawEvent;
        if (type is not INamedTypeSymbol { TypeArguments: [var item] }) return null;
        if (type.Is(RunnelNames.Events)) return AppShape.Loop;
        if (type.OriginalDefinition.SpecialType != SpecialType.System_Collections_Generic_IReadOnlyList_T) return null;
        return item.Same(record) ? AppShape.Batch : item.Is(RunnelNames.RawEvent) ? AppShape.RawBatch : null;
    }

    /// <summary>The record, or what stands in a record's place, that a parameter asks for instead of the stream's; null: it does not.</summary>
    private static ITypeSymbol? OtherRecord(ITypeSymbol type, ITypeSymbol record)
    {
        var events = type is INamedTypeSymbol { TypeArguments: [var only] } && type.Is(RunnelNames.Events) ? only : null;
        if (events is not null) return events.Same(record) || events.TypeKind == TypeKind.Error ? null : events;
        var item = Element(type) ?? type;
        return !item.Same(record) && !item.Underlying().Same(record) && AppRecords.IsRecord(item) ? item : null;
    }

    /// <summary>Why a parameter that is no part of a shape cannot be a service either; null: it can.</summary>
    private static string? Misfit(IParameterSymbol parameter, ITypeSymbol record)
    {
        var subject = $"its parameter '{parameter.Name}' is of type '{parameter.Type.Short()}'";
        if (AppServices.Problem(parameter) is { } problem) return $"its parameter '{parameter.Name}' {problem}";
        if (AppServices.IsKeyed(parameter)) return null;
        var element = Element(parameter.Type) ?? (parameter.Type.Underlying() is var plain && !plain.Same(parameter.Type) ? plain : null);
        if (element is not null && (element.Same(record) || element.Is(RunnelNames.RawEvent))) return subject;
        return parameter.Type.IsValueType || parameter.Type.SpecialType == SpecialType.System_String
            ? subject + ", which is neither an event nor a service"
            : null;
    }

    /// <summary>The element of an array or a collection; null: it is none. (<c>ILogger&lt;Order&gt;</c> is none, but a service.)</summary>
    private static ITypeSymbol? Element(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array) return array.ElementType;
        if (type is not INamedTypeSymbol { TypeArguments: [var item] } named) return null;
        var from = named.ContainingNamespace.ToDisplayString();
        var isMemory = named.MetadataName is "Memory`1" or "ReadOnlyMemory`1" or "Span`1" or "ReadOnlySpan`1" or "ArraySegment`1";
        return (isMemory && from == "System") || from.StartsWith("System.Collections", StringComparison.Ordinal) ? item : null;
    }
}
