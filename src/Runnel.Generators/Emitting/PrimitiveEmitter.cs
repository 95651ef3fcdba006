using Runnel.Generators.Model;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Emitting;

/// <summary>Writes <c>WriteFields</c> and <c>ReadFields</c> of a primitive record.</summary>
internal static class PrimitiveEmitter
{
    private const string Reading = "global::Runnel.Records.FieldReading";

    public static void EmitWrite(SourceWriter source, RecordModel model, RecordNames names)
    {
        source.Open($"static global::Runnel.RawFields global::Runnel.IPrimitiveRecord<{model.FullName}>.WriteFields({model.FullName} value)");
        JsonWriteEmitter.Guards(source, model, names);
        source.Write($"var fields = new global::Runnel.Records.FieldsWriter({model.Fields.Count}, {model.Fields.Sum(field => Bytes(field.Type.Kind))});");
        for (var i = 0; i < model.Fields.Count; i++)
        {
            var field = model.Fields[i];
            var property = $"value.{TypeNames.Identifier(field.Property)}";
            var name = $"{names.Helpers}.{names.StreamNames[i]}";
            source.Write(field.Type.IsNullable
                ? $"if ({property} is {{ }} {names.Locals[i]}) {Add(field.Type.Kind, name, names.Locals[i])}"
                : Add(field.Type.Kind, name, NotNull(field, property, names)));
        }

        source.Write("return fields.Fields();").Close();
    }

    public static void EmitRead(SourceWriter source, RecordModel model, RecordNames names)
    {
        source.Open($"static {model.FullName} global::Runnel.IPrimitiveRecord<{model.FullName}>.ReadFields(global::Runnel.RawFields fields)");
        ConstructionEmitter.Locals(source, model, names);
        source.Open("for (var i = 0; i < fields.Count; i++)");
        source.Write("var text = fields.ValueAt(i).Span;");
        source.Open($"switch ({names.Helpers}.FieldOf(fields.NameAt(i).Span))");
        for (var i = 0; i < model.Fields.Count; i++)
        {
            var field = model.Fields[i];
            source.Write($"case {i}: // {JsonReadEmitter.Comment(field.StoredName)}");
            source.Write($"    {names.Locals[i]} = {Read(field, names)};");
            if (ConstructionEmitter.HasFlag(field)) source.Write($"    {names.Flags[i]} = true;");
            source.Write("    break;");
        }

        source.Close().Close().Line();
        for (var i = 0; i < model.Fields.Count; i++)
        {
            if (model.Fields[i].Absence == Absence.Refused)
                source.Write($"if (!{names.Flags[i]}) {Reading}.Missing({names.Helpers}.RecordName, {RecordNames.Literal(model.Fields[i].StoredName)});");
        }

        ConstructionEmitter.Return(source, model, names);
        source.Close();
    }

    private static string NotNull(FieldModel field, string property, RecordNames names)
        => field.Type.IsValueType ? property : $"{property} ?? throw {RecordNames.Writing}.NullRefused({names.Place(field.StoredName)})";

    private static string Add(FieldKind kind, string name, string value) => kind switch
    {
        FieldKind.Boolean => $"fields.AddBoolean({name}, {value});",
        FieldKind.String => $"fields.AddString({name}, {value});",
        FieldKind.Bytes => $"fields.AddBytes({name}, {value});",
        FieldKind.ByteMemory => $"fields.AddBytes({name}, {value}.Span);",
        FieldKind.Single or FieldKind.Double => $"fields.AddNumber({name}, {value});",
        _ => $"fields.AddInteger({name}, {value});",
    };

    private static string Read(FieldModel field, RecordNames names)
    {
        var place = names.Place(field.StoredName);
        return field.Type.Kind switch
        {
            FieldKind.Boolean => $"{Reading}.ReadBoolean(text, {place})",
            FieldKind.String => $"{Reading}.ReadString(text, {place})",
            FieldKind.Bytes or FieldKind.ByteMemory => $"{Reading}.ReadBytes(text)",
            FieldKind.Single or FieldKind.Double => $"{Reading}.ReadNumber<{field.Type.Name}>(text, {place})",
            _ => $"{Reading}.ReadInteger<{field.Type.Name}>(text, {place})",
        };
    }

    /// <summary>The bytes set aside for a value: the most a number needs, a guess for strings and bytes.</summary>
    private static int Bytes(FieldKind kind) => kind switch
    {
        FieldKind.Boolean => 0,
        FieldKind.Byte => 3,
        FieldKind.SByte => 4,
        FieldKind.UInt16 => 5,
        FieldKind.Int16 => 6,
        FieldKind.UInt32 => 10,
        FieldKind.Int32 => 11,
        FieldKind.Int64 or FieldKind.UInt64 => 20,
        FieldKind.Int128 or FieldKind.UInt128 => 40,
        FieldKind.Single => 16,
        _ => 24,
    };
}
