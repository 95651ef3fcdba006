using Runnel.Generators.Model;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Emitting;

/// <summary>Writes <c>WriteJson</c>.</summary>
internal static class JsonWriteEmitter
{
    public static void Emit(SourceWriter source, RecordModel model, RecordNames names)
    {
        source.Open($"static void global::Runnel.IRecord<{model.FullName}>.WriteJson(global::System.Text.Json.Utf8JsonWriter writer, {model.FullName} value)");
        Guards(source, model, names);
        source.Write("writer.WriteStartObject();");
        Fields(source, model, names);
        source.Write("writer.WriteEndObject();").Close();
    }

    /// <summary>The statements that write a record's own fields.</summary>
    public static void Fields(SourceWriter source, RecordModel model, RecordNames names)
    {
        for (var i = 0; i < model.Fields.Count; i++)
        {
            var field = model.Fields[i];
            var property = $"value.{TypeNames.Identifier(field.Property)}";
            var name = $"{names.Helpers}.{names.JsonNames[i]}";
            if (!field.Type.IsNullable)
            {
                source.Write(Write(field.Type, NotNull(field.Type, property, names, field.StoredName), name, names, names.CollectionNames[i], field.StoredName));
                continue;
            }

            source.Write($"if ({property} is {{ }} {names.Locals[i]}) {OneStatement(Write(field.Type, names.Locals[i], name, names, names.CollectionNames[i], field.StoredName))}");
            source.Write($"else writer.WriteNull({name});");
        }
    }

    /// <summary>What no encoder may let pass: no record, and a derived one, whose additions would be lost.</summary>
    public static void Guards(SourceWriter source, RecordModel model, RecordNames names)
    {
        if (model.IsValueType) return;
        source.Write("global::System.ArgumentNullException.ThrowIfNull(value);");
        if (!model.IsSealed) source.Write($"if (value.GetType() != typeof({model.FullName})) throw {RecordNames.Writing}.DerivedRefused(value, {names.Helpers}.RecordName);");
    }

    /// <summary>The value of a type that forbids null, checked.</summary>
    public static string NotNull(FieldType type, string value, RecordNames names, string path)
        => type.IsValueType ? value : $"{value} ?? throw {RecordNames.Writing}.NullRefused({names.Helpers}.RecordName, {RecordNames.Literal(path)})";

    /// <summary>The statement (or two) that writes a value that is not null, after its name if there is one.</summary>
    public static string Write(FieldType type, string value, string? name, RecordNames names, string collection, string path)
    {
        var inner = value.Contains(" ?? ") ? $"({value})" : value;
        var native = type.Kind switch
        {
            FieldKind.Boolean => Native("Boolean", value),
            FieldKind.Decimal or (>= FieldKind.SByte and <= FieldKind.UInt64) => Native("Number", value),
            FieldKind.String or FieldKind.DateTime or FieldKind.DateTimeOffset or FieldKind.Guid => Native("String", value),
            FieldKind.Bytes => Native("Base64String", value),
            FieldKind.ByteMemory => Native("Base64String", $"{inner}.Span"),
            FieldKind.Uri => Native("String", $"{inner}.OriginalString"),
            FieldKind.Version => Native("String", $"{inner}.ToString()"),
            _ => null,
        };
        if (native is not null) return native;

        var statement = type.Kind switch
        {
            FieldKind.Enum => $"{names.EnumTable(type)}.Write(writer, {value});",
            FieldKind.Foreign => $"{RecordNames.Foreign}.Write<{type.Name}>(writer, {value}, {names.ForeignInfo(type)}, {names.Helpers}.RecordName, {RecordNames.Literal(path)});",
            FieldKind.Record => $"{RecordNames.Writing}.WriteRecord<{type.Name}>(writer, {value});",
            _ when type.Kind.IsCollection() => $"{names.Helpers}.Write{collection}(writer, {value});",
            _ => $"{RecordNames.Writing}.Write{type.Kind}(writer, {value});",
        };
        return name is null ? statement : $"writer.WritePropertyName({name});\n{statement}";

        string Native(string method, string argument) => name is null ? $"writer.Write{method}Value({argument});" : $"writer.Write{method}({name}, {argument});";
    }

    public static string OneStatement(string statements) => statements.Contains('\n') ? $"{{ {statements.Replace("\n", " ")} }}" : statements;
}
