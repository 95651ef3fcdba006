using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;

namespace Runnel.Generators.Parsing;

/// <summary>The seams of a stream: its own serializer, compressor and hasher, from <c>global::</c> on; null where it has none.</summary>
internal sealed record AppStreamParts(string? Serializer, string? Compressor, string? Hasher)
{
    /// <summary>The parts; null: a rule complains of one.</summary>
    public static AppStreamParts? Parse(INamedTypeSymbol app, AppStream stream, AppParsing parsing)
    {
        var isGood = IsStructured(stream, parsing)
            & TryPart(nameof(Serializer), AppRules.BadSerializer, SerializerProblem, out var serializer)
            & TryPart(nameof(Compressor), AppRules.BadCompressor, CompressorProblem, out var compressor)
            & TryPart(nameof(Hasher), AppRules.BadHasher, HasherProblem, out var hasher);
        if (!isGood) return null;
        var closed = serializer?.OriginalDefinition.Construct(stream.Record!);
        return new(Name(closed), Name(compressor), Name(hasher));

        string? Name(ITypeSymbol? type) => type is null ? null : TypeNames.Qualified(type);

        bool TryPart(string name, DiagnosticDescriptor rule, Func<INamedTypeSymbol, string?> check, out INamedTypeSymbol? type)
        {
            type = null;
            if (stream.Attribute.Named(name) is not { IsNull: false, Value: ITypeSymbol given }) return true;
            type = given as INamedTypeSymbol;
            var problem = type is null ? "it is no class" : check(type);
            if (problem is null) return true;
            var location = stream.Attribute.ArgumentLocation(name, parsing.Cancellation);
            parsing.Report(rule, location, given.Short(), stream.Property.Short(), problem);
            return false;
        }

        string? CompressorProblem(INamedTypeSymbol type) => Problem(type, RunnelNames.Compressor, app, parsing);

        string? HasherProblem(INamedTypeSymbol type) => Problem(type, RunnelNames.Hasher, app, parsing);

        string? SerializerProblem(INamedTypeSymbol type) => AppSerializers.Problem(type, stream.Record!, app, parsing);
    }

    private static bool IsStructured(AppStream stream, AppParsing parsing)
    {
        if (!AppRecords.IsPrimitive(stream.Record!)) return true;
        var isGood = true;
        foreach (var name in (string[])[nameof(Serializer), nameof(Compressor)])
        {
            if (stream.Attribute.Named(name) is not { IsNull: false }) continue;
            var location = stream.Attribute.ArgumentLocation(name, parsing.Cancellation);
            parsing.Report(AppRules.PrimitiveIsNotSerialized, location, name, stream.Property.Short(), stream.Record!.Short());
            isGood = false;
        }

        return isGood;
    }

    private static string? Problem(INamedTypeSymbol type, string contract, INamedTypeSymbol app, AppParsing parsing)
    {
        if (type.IsUnboundGenericType) return "it is an open generic type";
        if (!type.Implements(contract)) return $"it does not implement {contract.Substring("Runnel.".Length)}";
        return ConstructorProblem(type, app, parsing);
    }

    internal static string? ConstructorProblem(INamedTypeSymbol type, INamedTypeSymbol app, AppParsing parsing)
    {
        if (type.IsAbstract) return "it is abstract";
        if (!parsing.CanReach(type, app)) return "the app cannot reach it";
        return type.InstanceConstructors.Any(item => item.Parameters.IsEmpty && parsing.CanReach(item, app))
            ? null
            : "it has no parameterless constructor";
    }
}
