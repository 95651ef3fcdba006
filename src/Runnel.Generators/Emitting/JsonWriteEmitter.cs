using Runnel.Generators.Model;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Emitting;

/// <summary>Writes <c>WriteJson</c>.</summary>
internal static class JsonWriteEmitter
{
    public static void Emit(SourceWriter source, RecordModel model, RecordNames names)
    {
        source.Open($"static void global::Runnel.IRecord<{model.FullName}>.WriteJson({RecordNames.Writer} writer, {model.FullName} value)");
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
            source.Write($"writer.WritePropertyName({name});");
            if (!field.Type.IsNullable)
            {
                source.Write(Write(field.Type, NotNull(field.Type, property, names, field.StoredName), names, names.CollectionNames[i], field.StoredName));
                continue;
            }

            source.Write($"if ({property} is {{ }} {names.Locals[i]}) {Write(field.Type, names.Locals[i], names, names.CollectionNames[i], field.StoredName)}");
            source.Write("else writer.WriteNullValue();");
        }
    }

    /// <summary>What no encoder may let pass: no record, and a derived one, whose additions would be lost.</summary>
    public static void Guards(SourceWriter source, RecordModel model, RecordNames names)
    {
        if (model.IsValueType) return;
        source.Write("global::System.ArgumentNullException.ThrowIfNull(value);");
        if (!model.IsSealed) source.Write($"if (value.GetType() != typeof({model.FullName})) throw {RecordNames.Writing}.DerivedRefused(value, {names.Helpers}.RecordName);");
    }

    /// <summary>The value of a type that forbids null, checked. (A string is checked by what writes it.)</summary>
    public static string NotNull(FieldType type, string value, RecordNames names, string path)
        => type.IsValueType || type.Kind == FieldKind.String ? value : $"{value} ?? throw {RecordNames.Writing}.NullRefused({names.Place(path)})";

    /// <summary>The statement that writes a value that is not null.</summary>
    public static string Write(FieldType type, string value, RecordNames names, string collection, string path)
    {
        var inner = value.Contains(" ?? ") ? $"({value})" : value;
        return type.Kind switch
        {
            FieldKind.Boolean => $"writer.WriteBooleanValue({value});",
            FieldKind.Decimal or (>= FieldKind.SByte and <= FieldKind.UInt64) => $"writer.WriteNumberValue({value});",
            FieldKind.DateTime or FieldKind.DateTimeOffset or FieldKind.Guid => $"writer.WriteStringValue({value});",
            FieldKind.Bytes => $"writer.WriteBase64StringValue({value});",
            FieldKind.ByteMemory => $"writer.WriteBase64StringValue({inner}.Span);",
            FieldKind.String => $"writer.WriteStringValue({value}, {names.Place(path)});",
            FieldKind.Uri => $"writer.WriteStringValue({inner}.OriginalString, {names.Place(path)});",
            FieldKind.Char => $"{RecordNames.Writing}.WriteChar(ref writer, {value}, {names.Place(path)});",
            FieldKind.Enum => $"{names.EnumTable(type)}.Write{(type.Enum!.IsByNumber ? "Number" : "")}(ref writer, {value});",
            FieldKind.Foreign => $"{RecordNames.Foreign}.Write<{type.Name}>(ref writer, {value}, {names.ForeignInfo(type)}, {names.Place(path)});",
            FieldKind.Record => $"{RecordNames.Writing}.WriteRecord<{type.Name}>(ref writer, {value});",
            _ when type.Kind.IsCollection() => $"{names.Helpers}.Write{collection}(ref writer, {value});",
            _ => $"{RecordNames.Writing}.Write{type.Kind}(ref writer, {value});",
        };
    }
}
