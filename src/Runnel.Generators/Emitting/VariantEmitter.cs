using Runnel.Generators.Model;

namespace Runnel.Generators.Emitting;

/// <summary>
/// Writes <c>WriteJson</c> and <c>ReadJson</c> of a record that has variants, or is one: the record's own fields go to two helpers, which
/// both the record's encoder and that of its base call.
/// </summary>
internal static class VariantEmitter
{
    private const string Runtime = "global::Runnel.Records.JsonVariants";

    /// <summary>Whether there are records of just this type, which the helpers are for.</summary>
    public static bool HasHelpers(RecordModel model) => model.Variants is { IsAbstract: false } || model.IsVariant;

    public static void EmitMembers(SourceWriter source, RecordModel model, RecordNames names, string generatedCode)
    {
        source.Write(generatedCode);
        EmitWrite(source, model, names);
        source.Line().Write(generatedCode);
        EmitRead(source, model, names);
        if (!model.IsVariant) return;

        var variant = $"global::Runnel.IVariantRecord<{model.FullName}>";
        source.Line().Write($"""
            {generatedCode}
            static void {variant}.WriteJsonFields({RecordNames.Writer} writer, {model.FullName} value) => {names.Helpers}.EncodeFields(ref writer, value);

            {generatedCode}
            static {model.FullName} {variant}.ReadJsonFields(ref global::System.Text.Json.Utf8JsonReader reader) => {names.Helpers}.DecodeFields(ref reader);
            """);
    }

    public static void EmitHelpers(SourceWriter source, RecordModel model, RecordNames names)
    {
        if (model.Variants is { } variants) VariantOf(source, variants);
        if (!HasHelpers(model)) return;
        source.Line().Open($"internal static void EncodeFields({RecordNames.Writer} writer, {model.FullName} value)");
        JsonWriteEmitter.Fields(source, model, names);
        source.Close();
        source.Line().Open($"internal static {model.FullName} DecodeFields(ref global::System.Text.Json.Utf8JsonReader reader)");
        JsonReadEmitter.Body(source, model, names);
        source.Close();
    }

    /// <summary>What the helpers keep for all events: discriminators and names, encoded, and the names in words for messages.</summary>
    public static void EmitConstants(SourceWriter source, VariantsModel variants, RecordNames names)
    {
        foreach (var text in names.VariantTexts)
            source.Write($"internal static readonly byte[] {text.Value} = {RecordNames.Writing}.{(text.Key.IsName ? "Text" : "Name")}({RecordNames.Literal(text.Key.Text)});");
        var allowed = string.Join(", ", variants.Named.Select(variant => $"\"{variant.Name}\""));
        source.Write($"internal const string VariantNames = {RecordNames.Literal((variants.Named.Count == 1 ? "" : "one of ") + allowed)};");
    }

    private static void EmitWrite(SourceWriter source, RecordModel model, RecordNames names)
    {
        source.Open($"static void global::Runnel.IRecord<{model.FullName}>.WriteJson({RecordNames.Writer} writer, {model.FullName} value)");
        if (model.Variants is null)
        {
            JsonWriteEmitter.Guards(source, model, names);
            source.Write($"""
                writer.WriteStartObject();
                {names.Helpers}.EncodeFields(ref writer, value);
                writer.WriteEndObject();
                """).Close();
            return;
        }

        source.Write("""
            global::System.ArgumentNullException.ThrowIfNull(value);
            writer.WriteStartObject();
            """);
        var start = "if";
        foreach (var written in model.Variants.Written)
        {
            source.Open($"{start} (value.GetType() == typeof({written.FullName}))");
            foreach (var tag in written.Tags)
            {
                source.Write($"""
                    writer.WritePropertyName({names.Helpers}.{names.DiscriminatorText(tag)});
                    writer.WriteRawValue({names.Helpers}.{names.VariantText(tag)});
                    """);
            }

            source.Write(written.IsBase
                ? $"{names.Helpers}.EncodeFields(ref writer, value);"
                : $"{Runtime}.WriteFields<{written.FullName}>(ref writer, ({written.FullName})value);");
            source.Close();
            start = "else if";
        }

        source.Open("else")
            .Write($"throw {RecordNames.Writing}.DerivedRefused(value, {names.Helpers}.RecordName);")
            .Close().Line()
            .Write("writer.WriteEndObject();").Close();
    }

    private static void EmitRead(SourceWriter source, RecordModel model, RecordNames names)
    {
        var head = $"static {model.FullName} global::Runnel.IRecord<{model.FullName}>.ReadJson(ref global::System.Text.Json.Utf8JsonReader reader)";
        if (model.Variants is not { } variants)
        {
            source.Write($"{head} => {names.Helpers}.DecodeFields(ref reader);");
            return;
        }

        var missing = variants.IsAbstract
            ? $"throw {Runtime}.Missing(ref ahead, {RecordNames.Literal(variants.Discriminator)}, {names.Helpers}.VariantNames);"
            : $"return {names.Helpers}.DecodeFields(ref reader); // just a {model.Name}";
        source.Open(head);
        source.Write($"""
            // The discriminator may stand anywhere in the object, so a copy of the reader goes ahead to look for it.
            var ahead = reader;
            if (!{Runtime}.Find(ref ahead, {RecordNames.Literal(variants.Discriminator)}u8)) {missing}
            """);
        source.Open($"switch ({names.Helpers}.VariantOf({Runtime}.Name(ref ahead)))");
        for (var i = 0; i < variants.Named.Count; i++)
        {
            source.Write($"""
                case {i}: // {JsonReadEmitter.Comment(variants.Named[i].Name)}
                    return {Read(variants.Named[i], names)};
                """);
        }

        source.Write($"""
            default:
                throw {Runtime}.Unknown(ref ahead, {names.Helpers}.VariantNames);
            """).Close().Close();
    }

    private static string Read(VariantModel variant, RecordNames names) => variant.Reading switch
    {
        VariantReading.Itself => $"{names.Helpers}.DecodeFields(ref reader)",
        VariantReading.Exactly => $"{Runtime}.ReadFields<{variant.FullName}>(ref reader)",
        _ => $"{RecordNames.Reading}.ReadRecord<{variant.FullName}>(ref reader)",
    };

    private static void VariantOf(SourceWriter source, VariantsModel variants)
    {
        source.Line().Write("// A name's variant; -1 for a name that is none's.");
        source.Open("internal static int VariantOf(global::System.ReadOnlySpan<byte> name) => name.Length switch");
        for (var i = 0; i < variants.Named.Count; i++) source.Write($"{RecordNames.IsName(variants.Named[i].Name)} => {i},");
        source.Write("_ => -1,").Close(";");
    }
}
