using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>A record's stored fields, and how decoding makes the record of them.</summary>
internal sealed record ParsedFields(IReadOnlyList<FieldModel> Fields, ConstructionModel Construction);

/// <summary>Finds the fields of one record: positional ones and properties with <c>init</c> or <c>set</c>, inherited ones first.</summary>
internal sealed class RecordFieldsParser(
    INamedTypeSymbol type,
    Location? place,
    bool isPrimitive,
    NamingRule naming,
    ForeignTypes? foreign,
    bool areEnumsByNumber,
    Compilation compilation,
    List<Problem> problems,
    CancellationToken cancellation)
{
    private readonly IMethodSymbol? _primary = DeclarationSyntax.PrimaryConstructor(type, cancellation);
    private readonly List<FieldModel> _fields = [];
    private readonly Dictionary<string, int> _fieldOfParameter = [];
    private bool _isIncomplete;

    /// <summary>The fields; null where the compiler itself reports what is wrong.</summary>
    public ParsedFields? Parse()
    {
        foreach (var (property, parameter) in Members())
        {
            cancellation.ThrowIfCancellationRequested();
            if (Field(property, parameter) is not { } field) continue;
            CheckName(field, property, parameter);
            if (parameter is not null) _fieldOfParameter[parameter.Name] = _fields.Count;
            _fields.Add(field);
        }

        CheckFieldMembers();
        var construction = Construction();
        return _isIncomplete || construction is null ? null : new ParsedFields(_fields, construction);
    }

    /// <summary>The properties in the order stored: base records first, in each the positional ones first.</summary>
    private List<(IPropertySymbol Property, IParameterSymbol? Parameter)> Members()
    {
        var members = new List<(IPropertySymbol Property, IParameterSymbol? Parameter)>();
        for (var level = type; level is { SpecialType: SpecialType.None }; level = level.BaseType)
        {
            var own = level.GetMembers().OfType<IPropertySymbol>()
                .Where(property => property is { IsStatic: false, IsIndexer: false, ExplicitInterfaceImplementations.IsEmpty: true })
                .Where(property => !members.Any(member => member.Property.Name == property.Name && IsOverride(member.Property, property)))
                .Select(property => (Property: property, Parameter: ParameterOf(property)))
                .ToList();
            var positions = DeclarationSyntax.PrimaryConstructor(level, cancellation)?.Parameters.Select(parameter => parameter.Name).ToList() ?? [];
            members.InsertRange(0, own.OrderBy(member => positions.IndexOf(member.Property.Name) is var position && position < 0 ? int.MaxValue : position));
        }

        return members;
    }

    private static bool IsOverride(IPropertySymbol property, IPropertySymbol candidate)
    {
        for (var overridden = property.OverriddenProperty; overridden is not null; overridden = overridden.OverriddenProperty)
        {
            if (SymbolEqualityComparer.Default.Equals(overridden.OriginalDefinition, candidate.OriginalDefinition)) return true;
        }

        return false;
    }

    private IParameterSymbol? ParameterOf(IPropertySymbol property)
        => _primary?.Parameters.FirstOrDefault(parameter
            => parameter.Name == property.Name && SymbolEqualityComparer.Default.Equals(parameter.Type, property.Type));

    private FieldModel? Field(IPropertySymbol property, IParameterSymbol? parameter)
    {
        var named = property.Attribute(RunnelNames.FieldAttribute) ?? parameter?.Attribute(RunnelNames.FieldAttribute);
        var isLeftOut = IsNotStored(property, parameter);
        if (!IsStored(property, parameter, named is not null, isLeftOut)) return null;

        var parsed = FieldTypeParser.Parse(parameter?.Type ?? property.Type, foreign);
        if (parsed.Type is not { } fieldType || (isPrimitive && !fieldType.Kind.IsPrimitive()))
        {
            RefuseType(property, parameter, parsed);
            return null;
        }

        var enums = RecordParser.Setting(named, "Enums");
        var ownName = (string?)named?.ConstructorArguments.FirstOrDefault().Value;
        if (enums is not null && !fieldType.HoldsEnum) Report(RecordRules.UselessAttribute, property, parameter, "Field", property.Name, "Enums is for fields that hold one");
        else if (named is not null && enums is null && ownName is null) Report(RecordRules.UselessAttribute, property, parameter, "Field", property.Name, "it gives neither a name nor Enums");

        fieldType = fieldType.WithEnums(byNumber: enums is null ? areEnumsByNumber : enums == 1);
        var storedName = ownName ?? FieldNames.Of(property.Name, naming);
        var shown = TypeNames.Shown(property.Type);
        return parameter is not null
            ? WithAbsence(new(property.Name, storedName, fieldType, shown, Place.Argument, Absence.Refused, ""), parameter)
            : WithAbsence(new(property.Name, storedName, fieldType, shown, Place.Property, Absence.Refused, ""), property);
    }

    private static bool IsNotStored(IPropertySymbol property, IParameterSymbol? parameter)
        => property.Attribute(RunnelNames.NotStoredAttribute) is not null || parameter?.Attribute(RunnelNames.NotStoredAttribute) is not null;

    private bool IsStored(IPropertySymbol property, IParameterSymbol? parameter, bool isNamed, bool isLeftOut)
    {
        if (isLeftOut)
        {
            if (isNamed) Report(RecordRules.UselessAttribute, property, parameter, "Field", property.Name, "[NotStored] leaves it out");
            if (property.IsRequired) Report(RecordRules.NotStoredWithoutValue, property, parameter, property.Name, "it is 'required'");
            return false;
        }

        if (parameter is not null && property.GetMethod is not null) return IsUsable(property, parameter);
        if (property.DeclaredAccessibility != Accessibility.Public)
        {
            if (isNamed) Report(RecordRules.UselessAttribute, property, parameter, "Field", property.Name, "only public properties are stored");
            return false;
        }

        // A computed property is no data; one that only a constructor can set is, but decoding could not give it back.
        if (property is { SetMethod: null } or { GetMethod: null })
        {
            if (property.GetMethod is not null && IsAuto(property)) Report(RecordRules.NotSettable, property, parameter, property.Name, "has no 'init'");
            else if (isNamed) Report(RecordRules.UselessAttribute, property, parameter, "Field", property.Name, "a computed property is not stored");
            return false;
        }

        if (compilation.IsSymbolAccessibleWithin(property.SetMethod, type) && compilation.IsSymbolAccessibleWithin(property.GetMethod, type)) return IsUsable(property, parameter);
        Report(RecordRules.NotSettable, property, parameter, property.Name, "has a setter or getter that this record cannot reach");
        return false;
    }

    private bool IsUsable(IPropertySymbol property, IParameterSymbol? parameter)
    {
        if (property.Attribute("System.ObsoleteAttribute")?.ConstructorArguments is not { Length: > 1 } arguments || arguments[1].Value is not true) return true;
        Report(RecordRules.Obsolete, property, parameter, property.Name);
        return false;
    }

    private static bool IsAuto(IPropertySymbol property)
        => property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    private FieldModel WithAbsence(FieldModel field, IParameterSymbol parameter)
    {
        if (parameter.HasExplicitDefaultValue)
        {
            // 'string Name = null!' only silences the compiler: a missing name stays an error.
            if (parameter.ExplicitDefaultValue is null && !field.Type.IsValueType && !field.Type.IsNullable) return field;
            if (isPrimitive && field.Type.IsNullable && parameter.ExplicitDefaultValue is not null) Report(RecordRules.NullableWithDefault, parameter, null, field.Property);
            return field with { Absence = Absence.Default, Default = ConstantText.Of(parameter.ExplicitDefaultValue, parameter.Type) };
        }

        return isPrimitive && field.Type.IsNullable ? field with { Absence = Absence.Default, Default = "null" } : field;
    }

    private FieldModel WithAbsence(FieldModel field, IPropertySymbol property)
    {
        var isNullWhenMissing = field.Type.IsNullable && (isPrimitive || !property.IsRequired);
        if (DeclarationSyntax.HasInitializer(property, cancellation))
        {
            if (isPrimitive && field.Type.IsNullable) Report(RecordRules.NullableWithDefault, property, null, field.Property);
            return property.IsRequired ? field : field with { Absence = Absence.Initializer };
        }

        return isNullWhenMissing ? field with { Absence = Absence.Default, Default = "null" } : field;
    }

    private void RefuseType(IPropertySymbol property, IParameterSymbol? parameter, ParsedType parsed)
    {
        _isIncomplete = true;
        var member = (ISymbol?)parameter ?? property;
        var at = IsOwn(property) ? DeclarationSyntax.TypeAt(member, cancellation) : place;
        var shown = $"'{TypeNames.Shown(parameter?.Type ?? property.Type)}'";
        if (isPrimitive && (parsed.Type is not null || parsed.Refused.Length > 0)) problems.Add(new(RecordRules.NotPrimitive, at, property.Name, shown));
        else if (parsed.LackingContext.Length > 0) problems.Add(new(RecordRules.NotInContext, at, property.Name, shown, parsed.LackingContext, parsed.Refused));
        else if (parsed.Refused.Length > 0)
            problems.Add(new(RecordRules.NotStorable, at, property.Name, shown.Trim('\'') == parsed.Refused ? shown : $"{shown} with '{parsed.Refused}'", parsed.Advice));
    }

    private void CheckName(FieldModel field, IPropertySymbol property, IParameterSymbol? parameter)
    {
        if (!FieldNames.IsUsable(field.StoredName))
            Report(RecordRules.UselessAttribute, property, parameter, "Field", field.Property, "a name is one or more Unicode characters");
        if (isPrimitive && field.StoredName.StartsWith("@", StringComparison.Ordinal))
            Report(RecordRules.HeaderName, property, parameter, field.Property, field.StoredName);
        if (_fields.Find(other => other.StoredName == field.StoredName) is { } same)
            Report(RecordRules.SameName, property, parameter, same.Property, field.Property, field.StoredName);
    }

    /// <summary>Public fields would be lost silently.</summary>
    private void CheckFieldMembers()
    {
        foreach (var field in type.GetMembers().OfType<IFieldSymbol>())
        {
            if (field is { IsStatic: false, IsImplicitlyDeclared: false, AssociatedSymbol: null } && (field.DeclaredAccessibility == Accessibility.Public || field.IsRequired))
                problems.Add(new(RecordRules.FieldMember, field.Locations.FirstOrDefault() ?? place, field.Name));
        }
    }

    private ConstructionModel? Construction()
    {
        // There are only records of its variants, and they make themselves.
        if (type.IsAbstract) return new ConstructionModel(EquatableArray<ArgumentModel>.Empty, false, false, false);

        var arguments = new List<ArgumentModel>();
        foreach (var parameter in _primary?.Parameters ?? [])
        {
            if (_fieldOfParameter.TryGetValue(parameter.Name, out var field)) arguments.Add(new(field, ""));
            else if (Argument(parameter) is { } argument) arguments.Add(argument);
        }

        var declared = type.InstanceConstructors.Where(constructor => constructor is { IsImplicitlyDeclared: false } && !IsCopy(constructor)).ToList();
        var parameterless = declared.Find(constructor => constructor.Parameters.IsEmpty);
        if (_primary is null && parameterless is null && declared.Count > 0 && !type.IsValueType)
        {
            problems.Add(new(RecordRules.NoConstructor, place, type.Name));
            return null;
        }

        var keepsInitializers = _fields.Exists(field => field.Absence == Absence.Initializer);
        var needsParameterless = declared.Count == 0 && (!type.IsValueType || DeclarationSyntax.HasAnyInitializer(type, cancellation));
        return new ConstructionModel(arguments.ToEquatableArray(), keepsInitializers, _primary is not null || parameterless is not null, keepsInitializers && needsParameterless);
    }

    /// <summary>The value of a parameter that takes no field.</summary>
    private ArgumentModel? Argument(IParameterSymbol parameter)
    {
        var isLeftOut = parameter.Attribute(RunnelNames.NotStoredAttribute) is not null
            || type.GetMembers(parameter.Name).Any(member => member.Attribute(RunnelNames.NotStoredAttribute) is not null);
        if (isLeftOut && parameter.HasExplicitDefaultValue) return new ArgumentModel(-1, ConstantText.Of(parameter.ExplicitDefaultValue, parameter.Type));
        if (isLeftOut) problems.Add(new(RecordRules.NotStoredWithoutValue, parameter.Locations.FirstOrDefault() ?? place, parameter.Name, "the parameter has no default value"));
        else if (!type.GetMembers(parameter.Name).Concat(type.BaseType?.GetMembers(parameter.Name) ?? []).OfType<IPropertySymbol>().Any(property => ParameterOf(property) is not null))
            problems.Add(new(RecordRules.NoPropertyForParameter, parameter.Locations.FirstOrDefault() ?? place, parameter.Name, type.Name));
        return null;
    }

    private bool IsCopy(IMethodSymbol constructor)
        => constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type);

    private bool IsOwn(IPropertySymbol property) => SymbolEqualityComparer.Default.Equals(property.ContainingType, type);

    private void Report(DiagnosticDescriptor rule, ISymbol member, IParameterSymbol? parameter, params object[] arguments)
    {
        var isOwn = member is not IPropertySymbol property || IsOwn(property);
        problems.Add(new(rule, isOwn ? (parameter ?? member).Locations.FirstOrDefault() ?? place : place, arguments));
    }
}
