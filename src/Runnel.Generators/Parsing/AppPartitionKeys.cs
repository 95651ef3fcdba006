using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>What a stream is partitioned by: a property of its record, or a static method of the app.</summary>
internal static class AppPartitionKeys
{
    /// <summary>The key; null: a rule, or the compiler, complains of it.</summary>
    public static AppKeyModel? Parse(INamedTypeSymbol app, AppStream stream, AppParsing parsing)
    {
        const string PartitionBy = nameof(PartitionBy);
        var record = stream.Record!;
        var name = stream.Attribute.NamedText(PartitionBy);
        if (name.Length == 0)
        {
            var written = stream.Attribute.Named(PartitionBy) is not null;
            var where = written
                ? stream.Attribute.ArgumentLocation(PartitionBy, parsing.Cancellation)
                : stream.Attribute.Location(parsing.Cancellation);
            parsing.Report(AppRules.NoPartitionKey, where, stream.Property.Short(), record.Short(), app.Short());
            return null;
        }

        var location = stream.Attribute.ArgumentLocation(PartitionBy, parsing.Cancellation);
        var property = Property(record, name, app, parsing);
        var method = property is null ? Method(app, name, record, parsing) : null;
        var type = property?.Type ?? method?.ReturnType;
        if (type is null)
        {
            if (Hidden(record, name) is { } hidden)
                parsing.Report(AppRules.UnreachablePartitionKey, location, hidden.Short(), app.Short(), record.Short());
            else
                parsing.Report(AppRules.UnknownPartitionKey, location, name, record.Short(), app.Short());
            return null;
        }

        if (type.TypeKind == TypeKind.Error) return null;
        if (!IsKey(type))
        {
            parsing.Report(AppRules.NoKeyType, location, ((ISymbol?)property ?? method)!.Short(), type.Short());
            return null;
        }

        return new(
            $"{((ISymbol?)property ?? method)!.ContainingType.Short()}.{name}",
            property is null ? null : TypeNames.Identifier(property.Name),
            method is null ? null : $"{TypeNames.Qualified(app)}.{TypeNames.Identifier(method.Name)}",
            Cast(type));
    }

    private static IPropertySymbol? Property(ITypeSymbol record, string name, INamedTypeSymbol app, AppParsing parsing)
        => Readable(record, name).FirstOrDefault(property => parsing.CanReach(property.GetMethod!, app));

    /// <summary>A property that would do if the app could reach it, for there is none that does.</summary>
    private static IPropertySymbol? Hidden(ITypeSymbol record, string name) => Readable(record, name).FirstOrDefault();

    /// <summary>The record's own properties of that name first, then those of what it derives from.</summary>
    private static IEnumerable<IPropertySymbol> Readable(ITypeSymbol record, string name)
    {
        for (var type = record; type is not null; type = type.BaseType)
        {
            foreach (var property in type.GetMembers(name).OfType<IPropertySymbol>())
            {
                if (property is { IsStatic: false, IsIndexer: false, GetMethod: not null }) yield return property;
            }
        }
    }

    private static IMethodSymbol? Method(INamedTypeSymbol app, string name, ITypeSymbol record, AppParsing parsing)
    {
        var fitting = app.GetMembers(name).OfType<IMethodSymbol>().Where(method =>
            method is { IsStatic: true, IsGenericMethod: false, ReturnsVoid: false, RefKind: RefKind.None }
            && method.Parameters is [{ RefKind: RefKind.None or RefKind.In } only]
            && parsing.Compilation.HasImplicitConversion(record, only.Type)).ToList();
        return fitting.Find(method => method.Parameters[0].Type.Same(record)) ?? fitting.FirstOrDefault();
    }

    private static bool IsKey(ITypeSymbol type)
    {
        var plain = type.Underlying();
        return plain.SpecialType is SpecialType.System_SByte or SpecialType.System_Byte
                or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Int32
                or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64
                or SpecialType.System_String or SpecialType.System_Char or SpecialType.System_Boolean
            || plain.TypeKind == TypeKind.Enum
            || plain.Is("System.Int128") || plain.Is("System.UInt128") || plain.Is("System.Guid")
            || plain is IArrayTypeSymbol { IsSZArray: true, ElementType.SpecialType: SpecialType.System_Byte }
            || (plain.Is("System.ReadOnlyMemory`1")
                && plain is INamedTypeSymbol { TypeArguments: [{ SpecialType: SpecialType.System_Byte }] });
    }

    private static string? Cast(ITypeSymbol type)
    {
        var plain = type.Underlying();
        if (plain is not INamedTypeSymbol { EnumUnderlyingType: { } integer }) return null;
        return integer.Full() + (plain.Same(type) ? "" : "?");
    }
}
