using Runnel.Generators.Model;

namespace Runnel.Generators.Emitting;

/// <summary>Writes <c>ReadJson</c>.</summary>
internal static class JsonReadEmitter
{
    public static void Emit(SourceWriter source, RecordModel model, RecordNames names)
    {
        source.Open($"static {model.FullName} global::Runnel.IRecord<{model.FullName}>.ReadJson(ref global::System.Text.Json.Utf8JsonReader reader)");
        Body(source, model, names);
        source.Close();
    }

    /// <summary>The statements that read a record's own fields and return it.</summary>
    public static void Body(SourceWriter source, RecordModel model, RecordNames names)
    {
        ConstructionEmitter.Locals(source, model, names);
        source.Write($"{RecordNames.Reading}.StartObject(ref reader);");
        source.Open($"while ({RecordNames.Reading}.NextField(ref reader))");
        source.Write($"var field = {names.Helpers}.FieldOf({RecordNames.Reading}.Name(ref reader));");
        source.Write("reader.Read();");
        source.Open("switch (field)");
        for (var i = 0; i < model.Fields.Count; i++)
        {
            var field = model.Fields[i];
            source.Write($"case {i}: // {Comment(field.StoredName)}");
            source.Write($"    {names.Locals[i]} = {Read(field.Type, names, names.CollectionNames[i])};");
            if (ConstructionEmitter.HasFlag(field)) source.Write($"    {names.Flags[i]} = true;");
            source.Write("    break;");
        }

        source.Write("""
            default: // not a field of this record
                reader.Skip();
                break;
            """);
        source.Close().Close().Line();
        for (var i = 0; i < model.Fields.Count; i++)
        {
            if (model.Fields[i].Absence == Absence.Refused)
                source.Write($"if (!{names.Flags[i]}) {RecordNames.Reading}.Missing(ref reader, {RecordNames.Literal(model.Fields[i].StoredName)});");
        }

        ConstructionEmitter.Return(source, model, names);
    }

    /// <summary>The expression that reads the value the reader stands on.</summary>
    public static string Read(FieldType type, RecordNames names, string collection)
    {
        var read = type.Kind switch
        {
            FieldKind.Enum => $"{names.EnumTable(type)}.Read(ref reader)",
            FieldKind.Foreign => $"{RecordNames.Foreign}.Read<{type.Name}>(ref reader, {names.ForeignInfo(type)})",
            FieldKind.Record => $"{RecordNames.Reading}.ReadRecord<{type.Name}>(ref reader)",
            _ when type.Kind.IsCollection() => $"{names.Helpers}.Read{collection}(ref reader)",
            _ => $"{RecordNames.Reading}.Read{type.Kind}(ref reader)",
        };
        return type.IsNullable ? $"reader.TokenType is global::System.Text.Json.JsonTokenType.Null ? null : {read}" : read;
    }

    public static string Comment(string name) => RecordNames.Literal(name).Trim('"');
}
