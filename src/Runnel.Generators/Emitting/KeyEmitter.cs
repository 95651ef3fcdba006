using Runnel.Generators.Model;

namespace Runnel.Generators.Emitting;

/// <summary>Writes what reads and writes a dictionary's key, which JSON has as a property's name.</summary>
internal static class KeyEmitter
{
    /// <summary>The statement that writes the variable <c>key</c>.</summary>
    public static string Write(FieldType key, RecordNames names, string path) => key.Kind switch
    {
        FieldKind.String => $"writer.WritePropertyName({RecordNames.Writing}.Text(key, {names.Helpers}.RecordName, {RecordNames.Literal(path)}));",
        FieldKind.Uri => "writer.WritePropertyName(key.OriginalString);",
        FieldKind.Version => "writer.WritePropertyName(key.ToString());",
        FieldKind.Enum => $"{names.EnumTable(key)}.Write{(key.Enum!.IsByNumber ? "NumberAsName" : "Name")}(writer, key);",
        FieldKind.Half or FieldKind.Single or FieldKind.Double or FieldKind.Decimal => $"{RecordNames.Keys}.WriteNumber(writer, key);",
        _ when key.Kind.IsInteger() => $"{RecordNames.Keys}.WriteInteger(writer, key);",
        _ => $"{RecordNames.Keys}.Write{key.Kind}(writer, key);",
    };

    /// <summary>The expression that reads the name the reader stands on.</summary>
    public static string Read(FieldType key, RecordNames names) => key.Kind switch
    {
        FieldKind.String or FieldKind.Guid or FieldKind.Boolean => $"{RecordNames.Keys}.Read{key.Kind}(ref reader)",
        FieldKind.Enum => $"{names.EnumTable(key)}.ReadName(ref reader)",
        FieldKind.Half or FieldKind.Single or FieldKind.Double or FieldKind.Decimal => $"{RecordNames.Keys}.ReadNumber<{key.Name}>(ref reader)",
        _ when key.Kind.IsInteger() => $"{RecordNames.Keys}.ReadInteger<{key.Name}>(ref reader)",
        _ => $"{RecordNames.Keys}.Read(ref reader, {RecordNames.Reading}.Read{key.Kind})",
    };
}
