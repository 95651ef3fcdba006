using Runnel.Generators.Model;

namespace Runnel.Generators.Emitting;

/// <summary>Writes what reads and writes a dictionary's key, which JSON has as a property's name.</summary>
internal static class KeyEmitter
{
    /// <summary>The statement that writes the variable <c>key</c>.</summary>
    public static string Write(FieldType key, RecordNames names, string path) => key.Kind switch
    {
        FieldKind.String => $"writer.WritePropertyName(key, {names.Place(path)});",
        FieldKind.Uri => $"writer.WritePropertyName(key.OriginalString, {names.Place(path)});",
        FieldKind.Char => $"{RecordNames.Keys}.WriteChar(ref writer, key, {names.Place(path)});",
        FieldKind.Enum => $"{names.EnumTable(key)}.Write{(key.Enum!.IsByNumber ? "NumberAsName" : "Name")}(ref writer, key);",
        FieldKind.Half or FieldKind.Single or FieldKind.Double or FieldKind.Decimal => $"{RecordNames.Keys}.WriteNumber(ref writer, key);",
        _ when key.Kind.IsInteger() => $"{RecordNames.Keys}.WriteInteger(ref writer, key);",
        _ => $"{RecordNames.Keys}.Write{key.Kind}(ref writer, key);",
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
