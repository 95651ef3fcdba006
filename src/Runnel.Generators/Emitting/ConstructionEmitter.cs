using Runnel.Generators.Model;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Emitting;

/// <summary>Writes how a record is made of what was decoded, the same from JSON and from stream fields.</summary>
internal static class ConstructionEmitter
{
    /// <summary>Whether decoding keeps track of the field's presence.</summary>
    public static bool HasFlag(FieldModel field) => field.Absence != Absence.Default;

    public static void Locals(SourceWriter source, RecordModel model, RecordNames names)
    {
        for (var i = 0; i < model.Fields.Count; i++)
        {
            var field = model.Fields[i];
            var start = field.Absence == Absence.Default ? field.Default : field.Type is { IsValueType: false, IsNullable: false } ? "default!" : "default";
            source.Write($"{field.Type.Declared} {names.Locals[i]} = {start};");
            if (HasFlag(field)) source.Write($"var {names.Flags[i]} = false;");
        }

        if (model.Fields.Count > 0) source.Line();
    }

    public static void Return(SourceWriter source, RecordModel model, RecordNames names)
    {
        var construction = model.Construction;
        if (construction.NeedsDecodingConstructor)
        {
            var passed = Fields(model).SelectMany(i => model.Fields[i].Absence == Absence.Initializer ? new[] { names.Flags[i], names.Locals[i] } : [names.Locals[i]]);
            source.Write($"return new {model.FullName}(default(global::Runnel.Records.RecordDecoding), {string.Join(", ", passed)});");
            return;
        }

        var properties = Fields(model).Where(i => model.Fields[i].Place == Place.Property)
            .Select(i => $"{TypeNames.Identifier(model.Fields[i].Property)} = {names.Locals[i]}").ToList();
        var initializer = properties.Count == 0 ? "" : $" {{ {string.Join(", ", properties)} }}";
        source.Write($"return new {model.FullName}({Arguments(model, names)}){initializer};");
    }

    /// <summary>
    /// Only a constructor can leave an init-only property to its initializer: it runs all initializers first (by way of the primary
    /// constructor, where there is one), then assigns what was there.
    /// </summary>
    public static void EmitConstructor(SourceWriter source, RecordModel model, RecordNames names, string generatedCode)
    {
        var construction = model.Construction;
        var parameters = Fields(model).SelectMany(i =>
        {
            var parameter = $"{model.Fields[i].Type.Declared} {names.Locals[i]}";
            return model.Fields[i].Absence == Absence.Initializer ? new[] { $"bool {names.Flags[i]}", parameter } : [parameter];
        });
        source.Line().Open($"""
            // Decoding: initializers run first, then the event's fields are assigned; what it lacks keeps its initializer.
            {generatedCode}
            [global::System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
            private {TypeNames.Identifier(model.Name)}(global::Runnel.Records.RecordDecoding decoding, {string.Join(", ", parameters)}){(construction.ChainsToThis ? $"\n    : this({Arguments(model, names)})" : "")}
            """);
        source.Write("_ = decoding;");
        foreach (var i in Fields(model).Where(i => model.Fields[i].Place == Place.Property))
        {
            var field = model.Fields[i];
            var assign = $"this.{TypeNames.Identifier(field.Property)} = {names.Locals[i]};";
            source.Write(field.Absence == Absence.Initializer ? $"if ({names.Flags[i]}) {assign}" : assign);
        }

        source.Close();
        if (!construction.NeedsParameterless) return;
        source.Line().Write($$"""
            // The compiler provides this constructor only where there is no other. What it leaves null, encoding refuses.
            /// <summary>Creates the record with what its initializers say.</summary>
            {{generatedCode}}
            #pragma warning disable CS8618
            public {{TypeNames.Identifier(model.Name)}}()
            {
            }
            #pragma warning restore CS8618
            """);
    }

    private static IEnumerable<int> Fields(RecordModel model) => Enumerable.Range(0, model.Fields.Count);

    private static string Arguments(RecordModel model, RecordNames names)
        => string.Join(", ", model.Construction.Arguments.Select(argument => argument.Field >= 0 ? names.Locals[argument.Field] : argument.Text));
}
