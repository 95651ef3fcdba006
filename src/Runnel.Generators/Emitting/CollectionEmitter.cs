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

        source.Line().Open($"internal static void Write{name}({RecordNames.Writer} writer, {type.Name} values)");
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
        if (type.Form == CollectionForm.ImmutableArray)
            source.Write($"if (values.IsDefault) throw {RecordNames.Writing}.DefaultRefused({names.Place(path)});");
        source.Write("writer.WriteStartArray();");
        if (type.Form == CollectionForm.ListInterface)
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
        source.Write(KeyEmitter.Write(type.Key!, names, elementPath));
        WriteElement(source, type.Element!, names, elementName, elementPath);
        source.Close().Write("writer.WriteEndObject();");
    }

    private static void WriteElement(SourceWriter source, FieldType element, RecordNames names, string elementName, string path)
    {
        if (!element.IsNullable)
        {
            source.Write(JsonWriteEmitter.Write(element, JsonWriteEmitter.NotNull(element, "element", names, path), names, elementName, path));
            return;
        }

        source.Write($"if (element is {{ }} present) {JsonWriteEmitter.Write(element, "present", names, elementName, path)}");
        source.Write("else writer.WriteNullValue();");
    }

    private static void ReadSequence(SourceWriter source, FieldType type, RecordNames names, string elementName)
    {
        var (held, add, result) = CollectionMaking.Of(type);
        source.Write($"""
            {RecordNames.Reading}.StartArray(ref reader);
            var values = {held};
            while ({RecordNames.Reading}.NextElement(ref reader)) values.{add}({JsonReadEmitter.Read(type.Element!, names, elementName)});
            """);
        if (type.Form is CollectionForm.Stack or CollectionForm.ImmutableStack)
        {
            // Written from its top down, so the last one read is the first to push.
            source.Write("values.Reverse();");
        }

        source.Write($"return {result};");
    }

    private static void ReadDictionary(SourceWriter source, FieldType type, RecordNames names, string elementName)
    {
        var (held, _, result) = CollectionMaking.Of(type);
        source.Write($"""
            {RecordNames.Reading}.StartObject(ref reader);
            var values = {held};
            """);
        source.Open($"while ({RecordNames.Reading}.NextField(ref reader))");
        source.Write($"var key = {KeyEmitter.Read(type.Key!, names)};");
        source.Write("reader.Read();");
        source.Write($"values[key] = {JsonReadEmitter.Read(type.Element!, names, elementName)};");
        source.Close().Write($"return {result};");
    }
}
