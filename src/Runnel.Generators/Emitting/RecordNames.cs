using Microsoft.CodeAnalysis.CSharp;
using Runnel.Generators.Model;

namespace Runnel.Generators.Emitting;

/// <summary>The names that the emitted code of one record uses, each in its scope.</summary>
internal sealed class RecordNames
{
    public const string Reading = "global::Runnel.Records.JsonReading";
    public const string Writing = "global::Runnel.Records.JsonWriting";
    public const string Keys = "global::Runnel.Records.JsonKeys";

    private readonly Dictionary<string, string> _enums = [];

    public RecordNames(RecordModel model)
    {
        // Named after the record, so that it hides nothing in a record nested in another.
        Helpers = $"__{model.Name}";
        var inHelpers = new Names("Descriptor", "RecordName", "FieldOf", Helpers);
        var locals = new Names("reader", "writer", "value", "fields", "field", "text", "i", "decoding");
        foreach (var field in model.Fields)
        {
            JsonNames.Add(inHelpers.Take(field.Property + "Name"));
            StreamNames.Add(inHelpers.Take(field.Property + "Field"));
            CollectionNames.Add(inHelpers.TakePart(field.Property));
            Locals.Add(locals.TakeLocal(field.Property));
            Flags.Add(locals.Take("has" + field.Property));
        }

        InHelpers = inHelpers;
    }

    /// <summary>The private nested class that holds what need not be on the record itself.</summary>
    public string Helpers { get; }

    public Names InHelpers { get; }

    /// <summary>Per field: its pre-encoded JSON name.</summary>
    public List<string> JsonNames { get; } = [];

    /// <summary>Per field: its name as a stream field.</summary>
    public List<string> StreamNames { get; } = [];

    /// <summary>Per field: the end of the names of the methods that read and write its collection.</summary>
    public List<string> CollectionNames { get; } = [];

    /// <summary>Per field: the variable it is decoded into.</summary>
    public List<string> Locals { get; } = [];

    /// <summary>Per field: the variable that says whether it was there.</summary>
    public List<string> Flags { get; } = [];

    /// <summary>Enum types to the tables of their names.</summary>
    public IReadOnlyDictionary<string, string> Enums => _enums;

    /// <summary>The table of an enum's names.</summary>
    public string EnumTable(FieldType type)
    {
        if (!_enums.TryGetValue(type.Name, out var table)) _enums.Add(type.Name, table = InHelpers.Take(type.Enum!.ShortName + "Names"));
        return $"{Helpers}.{table}";
    }

    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
