using Microsoft.CodeAnalysis.CSharp;
using Runnel.Generators.Model;

namespace Runnel.Generators.Emitting;

/// <summary>The names that the emitted code of one record uses, each in its scope.</summary>
internal sealed class RecordNames
{
    public const string Reading = "global::Runnel.Records.JsonReading";
    public const string Writing = "global::Runnel.Records.JsonWriting";
    public const string Writer = "ref global::Runnel.Records.JsonRecordWriter";
    public const string Keys = "global::Runnel.Records.JsonKeys";

    public const string Foreign = "global::Runnel.Records.JsonForeign";

    private readonly Dictionary<string, string> _enums = [];
    private readonly Dictionary<string, string> _foreign = [];
    private readonly Dictionary<(bool IsName, string Text), string> _variantTexts = [];

    public RecordNames(RecordModel model)
    {
        // Named after the record, so that it hides nothing in a record nested in another.
        Helpers = $"__{model.Name}";
        var inHelpers = new Names("Descriptor", "RecordName", "FieldOf", "VariantOf", "VariantNames", "EncodeFields", "DecodeFields", Helpers);
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
        foreach (var tag in model.Variants?.Written.SelectMany(written => written.Tags) ?? [])
        {
            AddVariantText(false, tag.Discriminator, "Discriminator");
            AddVariantText(true, tag.Name, "Variant");
        }
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

    /// <summary>Foreign types to the properties that hold what the context knows of them.</summary>
    public IReadOnlyDictionary<string, string> ForeignInfos => _foreign;

    /// <summary>What the context knows of a foreign type.</summary>
    public string ForeignInfo(FieldType type)
    {
        if (!_foreign.TryGetValue(type.Name, out var info))
        {
            var open = type.Name.IndexOf('<');
            var plain = open < 0 ? type.Name : type.Name.Substring(0, open);
            _foreign.Add(type.Name, info = InHelpers.TakePart(Word(plain.Substring(plain.LastIndexOf('.') + 1)) + "Info"));
        }

        return $"{Helpers}.{info}";
    }

    /// <summary>Discriminators and the names of variants, to the constants that hold them encoded.</summary>
    public IReadOnlyDictionary<(bool IsName, string Text), string> VariantTexts => _variantTexts;

    /// <summary>The arguments that say where a value stands, for messages.</summary>
    public string Place(string path) => $"{Helpers}.RecordName, {Literal(path)}";

    public string DiscriminatorText(VariantTagModel tag) => _variantTexts[(false, tag.Discriminator)];

    public string VariantText(VariantTagModel tag) => _variantTexts[(true, tag.Name)];

    /// <summary>A pattern for the length of a name in UTF-8, and a condition for the rest: no string is made, and at most a few bytes are compared.</summary>
    public static string IsName(string name)
        => $"{System.Text.Encoding.UTF8.GetByteCount(name)} when global::System.MemoryExtensions.SequenceEqual(name, {Literal(name)}u8)";

    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    private void AddVariantText(bool isName, string text, string what)
    {
        if (!_variantTexts.ContainsKey((isName, text))) _variantTexts.Add((isName, text), InHelpers.Take(Word(text) + what));
    }

    /// <summary>What an identifier may begin with, of any text: <c>$type</c>, <c>Type</c>; <c>card_kind</c>, <c>CardKind</c>.</summary>
    private static string Word(string text)
    {
        var word = new System.Text.StringBuilder();
        var isStart = true;
        foreach (var letter in text)
        {
            if (letter is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9'))
            {
                if (word.Length == 0 && letter is >= '0' and <= '9') word.Append('_');
                word.Append(isStart ? char.ToUpperInvariant(letter) : letter);
                isStart = false;
            }
            else
            {
                isStart = true;
            }
        }

        return word.ToString();
    }
}
