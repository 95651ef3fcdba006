using Runnel.Generators.Model;
using static Runnel.Generators.Parsing.AppSymbols;

namespace Runnel.Generators.Emitting;

/// <summary>A stream's or sink's entry of the table.</summary>
internal static class AppStreamEmitter
{
    public static void Write(AppStreamModel stream, string entry, SourceWriter writer)
    {
        writer.Write($"// {stream.Property.Display}: {Comment(stream)}.");
        writer.Open($"public static readonly global::Runnel.Contracts.StreamDescriptor<{stream.Record}> {entry} = new()");
        writer.Write($"""
            Name = {Quote(stream.Name)},
            Source = {Quote(stream.Property.Display)},
            """);
        AppTableEmitter.WriteSettings(stream.Settings, writer);
        if (stream.DeadLettersOf is not null) writer.Write($"DeadLettersOf = {Quote(stream.DeadLettersOf)},");
        if (stream.Key is not null) writer.Write($"PartitionKey = static (record, hasher) => {Hash(stream.Key)},");
        writer.Write($"Codec = {Codec(stream)},");
        if (stream.Hasher is not null) writer.Write($"Hasher = static () => new {stream.Hasher}(),");
        writer.Close(";").Line();
    }

    /// <summary>Tells other assemblies of the streams.</summary>
    public static void WriteDeclared(IReadOnlyList<AppStreamModel> streams, SourceWriter writer)
    {
        foreach (var stream in streams)
        {
            var source = stream.DeadLettersOf is null ? "" : $", DeadLettersOf = {Quote(stream.DeadLettersOf)}";
            writer.Write($"[global::Runnel.Contracts.DeclaredStream({Quote(stream.Name)}, Record = {Quote(Plain(stream.Record))}{source})]");
        }
    }

    /// <summary>A type's name as text to compare: with namespaces.</summary>
    public static string Plain(string type) => type.Replace("global::", "");

    private static string Comment(AppStreamModel stream)
    {
        var form = stream.IsPrimitive ? "a primitive record, one stream field a property" : "a structured record, in one field 'data'";
        return stream.Key is { } key ? $"{form}; partitioned by {key.Member}" : $"{form}; the dead letters of {stream.DeadLettersOf}";
    }

    private static string Hash(AppKeyModel key)
    {
        var value = key.Property is null ? $"{key.Method}(record)" : $"record.{key.Property}";
        return $"global::Runnel.PartitionKeys.Hash(hasher, {(key.Cast is null ? value : $"({key.Cast}){value}")})";
    }

    private static string Codec(AppStreamModel stream)
    {
        if (stream.IsPrimitive) return $"static _ => new global::Runnel.PrimitiveCodec<{stream.Record}>()";
        var serializer = stream.Serializer ?? $"global::Runnel.JsonRecordSerializer<{stream.Record}>";
        return stream.Compressor is null
            ? $"static compressor => new global::Runnel.StructuredCodec<{stream.Record}>(new {serializer}(), compressor)"
            : $"static _ => new global::Runnel.StructuredCodec<{stream.Record}>(new {serializer}(), new {stream.Compressor}())";
    }
}
