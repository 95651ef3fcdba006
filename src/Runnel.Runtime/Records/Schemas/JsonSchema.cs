using System.Globalization;
using System.Text.Json;

namespace Runnel.Records.Schemas;

/// <summary>Writes a schema as a JSON Schema (draft 2020-12). Unknown fields are allowed, as decoding skips them.</summary>
internal sealed class JsonSchema
{
    private const string Draft = "https://json-schema.org/draft/2020-12/schema";

    private const string Itself = " itself";

    private readonly Utf8JsonWriter _writer;
    private readonly RecordSchema _schema;
    private readonly string[] _names;

    private JsonSchema(Utf8JsonWriter writer, RecordSchema schema)
    {
        (_writer, _schema) = (writer, schema);
        _names = new string[schema.Records.Count];
        for (var i = 0; i < _names.Length; i++)
        {
            var name = schema.Records[i].Name;
            // Two instantiations of a generic record have one name.
            _names[i] = Array.IndexOf(_names, name) < 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}#{i}");
        }
    }

    public static void Write(Utf8JsonWriter writer, string title, RecordSchema schema) => new JsonSchema(writer, schema).Write(title);

    private void Write(string title)
    {
        _writer.WriteStartObject();
        _writer.WriteString("$schema", Draft);
        _writer.WriteString("$comment", $"fingerprint {_schema.Fingerprint}");
        _writer.WriteString("title", title);
        _writer.WriteString("$ref", Reference(0));
        _writer.WriteStartObject("$defs");
        for (var i = 0; i < _names.Length; i++)
        {
            var record = _schema.Records[i];
            if (record.Discriminator is null || !record.IsAbstract)
            {
                _writer.WriteStartObject(record.Discriminator is null ? _names[i] : _names[i] + Itself);
                Record(record);
                _writer.WriteEndObject();
            }

            if (record.Discriminator is null) continue;
            _writer.WriteStartObject(_names[i]);
            Variants(i, record);
            _writer.WriteEndObject();
        }

        _writer.WriteEndObject();
        _writer.WriteEndObject();
    }

    private void Record(SchemaRecord record)
    {
        _writer.WriteString("type", "object");
        _writer.WriteStartObject("properties");
        foreach (var field in record.Fields)
        {
            _writer.WriteStartObject(field.Name);
            Shape(field.Shape);
            _writer.WriteEndObject();
        }

        _writer.WriteEndObject();
        _writer.WriteStartArray("required");
        foreach (var field in record.Fields)
            if (field.IsRequired) _writer.WriteStringValue(field.Name);
        _writer.WriteEndArray();
    }

    private void Variants(int index, SchemaRecord record)
    {
        _writer.WriteStartArray("oneOf");
        foreach (var variant in record.Variants)
        {
            _writer.WriteStartObject();
            _writer.WriteStartObject("properties");
            _writer.WriteStartObject(record.Discriminator!);
            _writer.WriteString("const", variant.Name);
            _writer.WriteEndObject();
            _writer.WriteEndObject();
            RequireDiscriminator(record);
            // Where it tells its own variants apart by another field, it may be one of these; else this name says exactly what it is.
            var isItself = _schema.Records[variant.Record].Discriminator == record.Discriminator;
            _writer.WriteString("$ref", Reference(variant.Record, isItself));
            _writer.WriteEndObject();
        }

        if (!record.IsAbstract)
        {
            // Just the base, without a discriminator.
            _writer.WriteStartObject();
            _writer.WriteString("$ref", Reference(index, isItself: true));
            _writer.WriteStartObject("not");
            RequireDiscriminator(record);
            _writer.WriteEndObject();
            _writer.WriteEndObject();
        }

        _writer.WriteEndArray();
    }

    private void RequireDiscriminator(SchemaRecord record)
    {
        _writer.WriteStartArray("required");
        _writer.WriteStringValue(record.Discriminator);
        _writer.WriteEndArray();
    }

    private void Shape(RecordShape shape)
    {
        if (shape.IsNullable && shape is not { Kind: ShapeKind.Scalar, Scalar: RecordShape.Anything })
        {
            _writer.WriteStartArray("anyOf");
            _writer.WriteStartObject();
            Bare(shape);
            _writer.WriteEndObject();
            _writer.WriteStartObject();
            _writer.WriteString("type", "null");
            _writer.WriteEndObject();
            _writer.WriteEndArray();
            return;
        }

        Bare(shape);
    }

    private void Bare(RecordShape shape)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Sequence:
                _writer.WriteString("type", "array");
                _writer.WriteStartObject("items");
                Shape(shape.Element!);
                _writer.WriteEndObject();
                return;
            case ShapeKind.Map:
                _writer.WriteString("type", "object");
                _writer.WriteStartObject("additionalProperties");
                Shape(shape.Element!);
                _writer.WriteEndObject();
                return;
            case ShapeKind.Record:
                _writer.WriteString("$ref", Reference(shape.Record));
                return;
            case ShapeKind.Enum:
                Enum(shape);
                return;
            default:
                JsonSchemaScalars.Write(_writer, shape.Scalar);
                return;
        }
    }

    private void Enum(RecordShape shape)
    {
        // Numbers are read too, and flags are several names with commas between them.
        _writer.WriteStartArray("anyOf");
        _writer.WriteStartObject();
        if (shape.IsFlags)
        {
            _writer.WriteString("type", "string");
            _writer.WriteString("description", $"One or more of {string.Join(", ", shape.Members)}, with commas between them.");
        }
        else
        {
            _writer.WriteStartArray("enum");
            foreach (var member in shape.Members) _writer.WriteStringValue(member);
            _writer.WriteEndArray();
        }

        _writer.WriteEndObject();
        _writer.WriteStartObject();
        _writer.WriteString("type", "integer");
        _writer.WriteEndObject();
        _writer.WriteEndArray();
    }

    private string Reference(int record, bool isItself = false)
    {
        var name = isItself ? _names[record] + Itself : _names[record];
        return "#/$defs/" + Uri.EscapeDataString(name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
    }
}
