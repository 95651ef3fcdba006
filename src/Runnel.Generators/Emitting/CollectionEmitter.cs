using Runnel.Generators.Model;

namespace Runnel.Generators.Emitting;

/// <summary>Writes the methods that read and write a record's collections, each collection inside another by a method of its own.</summary>
internal static class CollectionEmitter
{
    public static void Emit(SourceWriter source, RecordModel model, RecordNames names)
    {
        for (var i = 0; i < model.Fields.Count; i++)
        {
            if (model.Fields[i].Type.Kind.IsCollection()) Emit(source, model.Fields[i].Type, names, names.CollectionNames[i], model.Fields[i].StoredName);
        }
    }

    private static void Emit(SourceWriter source, FieldType type, RecordNames names, string name, string path)
    {
        var element = type.Element!;
        var elementName = element.Kind.IsCollection() ? names.InHelpers.TakePart(name + (type.Kind == FieldKind.Dictionary ? "Value" : "Element")) : "";
        var elementPath = path + (type.Kind == FieldKind.Dictionary ? "{}" : "[]");

        source.Line().Open($"internal static void Write{name}(global::System.Text.Json.Utf8JsonWriter writer, {type.Name} values)");
        if (type.Kind == FieldKind.Dictionary) WriteDictionary(source, type, names, elementName, elementPath);
        else WriteSequence(source, type, names, elementName, path, elementPath);
        source.Close();

        source.Line().Open($"internal static {type.Name} Read{name}(ref global::System.Text.Json.Utf8JsonReader reader)");
        if (type.Kind == FieldKind.Dictionary) ReadDictionary(source, type, names, elementName);
        else ReadSequence(source, type, names, elementName);
        source.Close();

        if (element.Kind.IsCollection()) Emit(source, element, names, elementName, elementPath);
    }

    private static void WriteSequence(SourceWriter source, FieldType type, RecordNames names, string elementName, string path, string elementPath)
    {
        if (type.Kind == FieldKind.ImmutableArray)
            source.Write($"if (values.IsDefault) throw {RecordNames.Writing}.NullRefused({names.Helpers}.RecordName, {RecordNames.Literal(path)});");
        source.Write("writer.WriteStartArray();");
        if (type.Kind == FieldKind.ListInterface)
        {
            // By index: the enumerator of an interface would be allocated.
            source.Open("for (var i = 0; i < values.Count; i++)").Write("var element = values[i];");
        }
        else
        {
            source.Open("foreach (var element in values)");
        }

        WriteElement(source, type.Element!, names, elementName, elementPath);
        source.Close().Write("writer.WriteEndArray();");
    }

    private static void WriteDictionary(SourceWriter source, FieldType type, RecordNames names, string elementName, string elementPath)
    {
        source.Write("writer.WriteStartObject();").Open("foreach (var (key, element) in values)");
        source.Write(type.Key!.Kind switch
        {
            FieldKind.String => "writer.WritePropertyName(key);",
            FieldKind.Guid => $"{RecordNames.Keys}.WriteGuid(writer, key);",
            FieldKind.Enum => $"{names.EnumTable(type.Key)}.WriteName(writer, key);",
            _ => $"{RecordNames.Keys}.WriteInteger(writer, key);",
        });
        WriteElement(source, type.Element!, names, elementName, elementPath);
        source.Close().Write("writer.WriteEndObject();");
    }

    private static void WriteElement(SourceWriter source, FieldType element, RecordNames names, string elementName, string path)
    {
        if (!element.IsNullable)
        {
            source.Write(JsonWriteEmitter.Write(element, JsonWriteEmitter.NotNull(element, "element", names, path), null, names, elementName, path));
            return;
        }

        source.Write($"if (element is {{ }} present) {JsonWriteEmitter.Write(element, "present", null, names, elementName, path)}");
        source.Write("else writer.WriteNullValue();");
    }

    private static void ReadSequence(SourceWriter source, FieldType type, RecordNames names, string elementName)
    {
        var held = type.Kind == FieldKind.Set ? "HashSet" : "List";
        source.Write($"""
            {RecordNames.Reading}.StartArray(ref reader);
            var values = new global::System.Collections.Generic.{held}<{type.Element!.Declared}>();
            while ({RecordNames.Reading}.NextElement(ref reader)) values.Add({JsonReadEmitter.Read(type.Element, names, elementName)});
            return {type.Kind switch
        {
            FieldKind.Array => "values.ToArray()",
            FieldKind.ImmutableArray => "global::System.Collections.Immutable.ImmutableArray.ToImmutableArray(values)",
            _ => "values",
        }};
            """);
    }

    private static void ReadDictionary(SourceWriter source, FieldType type, RecordNames names, string elementName)
    {
        var key = type.Key!;
        source.Write($"""
            {RecordNames.Reading}.StartObject(ref reader);
            var values = new global::System.Collections.Generic.Dictionary<{key.Declared}, {type.Element!.Declared}>();
            """);
        source.Open($"while ({RecordNames.Reading}.NextField(ref reader))");
        source.Write($"var key = {key.Kind switch
        {
            FieldKind.String => $"{RecordNames.Keys}.ReadString(ref reader)",
            FieldKind.Guid => $"{RecordNames.Keys}.ReadGuid(ref reader)",
            FieldKind.Enum => $"{names.EnumTable(key)}.ReadName(ref reader)",
            _ => $"{RecordNames.Keys}.ReadInteger<{key.Name}>(ref reader)",
        }};");
        source.Write("reader.Read();");
        source.Write($"values[key] = {JsonReadEmitter.Read(type.Element, names, elementName)};");
        source.Close().Write("return values;");
    }
}
