using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Parsing;

/// <summary>A stream's own serializer: an open generic type that is closed over the record.</summary>
internal static class AppSerializers
{
    /// <summary>Why the type cannot be the serializer of a record; null: it can.</summary>
    public static string? Problem(INamedTypeSymbol given, ITypeSymbol record, INamedTypeSymbol app, AppParsing parsing)
    {
        if (!given.IsUnboundGenericType) return "it is no open generic type";
        var type = given.OriginalDefinition;
        if (type is not { Arity: 1 } || type.ContainingType?.IsGenericOrInGeneric() == true) return "it has not exactly one type parameter";
        if (!type.AllInterfaces.Any(item => item.Is(RunnelNames.Serializer) && item.TypeArguments[0].Same(type.TypeParameters[0])))
            return $"it does not implement ISerializer<{type.TypeParameters[0].Name}>";
        return ConstraintProblem(type.TypeParameters[0], record, parsing) ?? AppStreamParts.ConstructorProblem(type, app, parsing);
    }

    private static string? ConstraintProblem(ITypeParameterSymbol parameter, ITypeSymbol record, AppParsing parsing)
    {
        var name = record.Short();
        if (parameter.HasReferenceTypeConstraint && !record.IsReferenceType) return $"it takes classes only, and '{name}' is a struct";
        if (parameter.HasValueTypeConstraint && !record.IsValueType) return $"it takes structs only, and '{name}' is a class";
        if (parameter.HasUnmanagedTypeConstraint && !record.IsUnmanagedType) return $"it takes unmanaged types only, which '{name}' is not";
        if (parameter.HasConstructorConstraint && !HasOpenConstructor(record))
            return $"'{name}' has no public parameterless constructor, as it asks for";

        // IRecord<T> and the like are what the record half emits: not to be seen here, and always there.
        var missing = parameter.ConstraintTypes.FirstOrDefault(type =>
            type is INamedTypeSymbol { Arity: 0 }
            && parsing.Compilation.ClassifyCommonConversion(record, type) is not { IsImplicit: true, IsUserDefined: false });
        return missing is null ? null : $"it asks for a '{missing.Short()}', which '{name}' is not";
    }

    private static bool HasOpenConstructor(ITypeSymbol record)
        => record.IsValueType
            || (record is INamedTypeSymbol { IsAbstract: false } type
                && type.InstanceConstructors.Any(item => item.Parameters.IsEmpty && item.DeclaredAccessibility == Accessibility.Public));
}
