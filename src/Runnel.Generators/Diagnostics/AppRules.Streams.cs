using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Diagnostics;

/// <content>Streams, partition keys and dead-letter sinks.</content>
internal static partial class AppRules
{
    public static readonly DiagnosticDescriptor StreamNotPartial = Rule.Error(
        "RNL0055",
        "A stream must be a partial property with only a getter",
        "'{0}' cannot be a stream: {1}. Declare it as 'public partial EventStream<T> {2} {{ get; }}'.");

    public static readonly DiagnosticDescriptor NotAnEventStream = Rule.Error(
        "RNL0056",
        "A stream's type must be EventStream<T>",
        "'{0}' is of type '{1}'; a stream is of type 'EventStream<T>', where T is its record");

    public static readonly DiagnosticDescriptor StreamOfNoRecord = Rule.Error(
        "RNL0057",
        "A stream's record must be marked [Record]",
        "'{0}' is no record: mark it with [Record], so that the generator writes its encoder and decoder");

    public static readonly DiagnosticDescriptor BadStreamName = Rule.Error(
        "RNL0058",
        "The stream's name cannot be used",
        "The stream's name cannot be used: {0}. A name has 1 to 200 characters, none of {{ }} : and no white space.");

    public static readonly DiagnosticDescriptor NoPartitionKey = Rule.Error(
        "RNL0059",
        "A stream must say what it is partitioned by",
        "'{0}' does not say what it is partitioned by: set PartitionBy to a property of '{1}', or to a static method of '{2}' "
        + "that takes one");

    public static readonly DiagnosticDescriptor UnknownPartitionKey = Rule.Error(
        "RNL0060",
        "PartitionBy names nothing",
        "'{0}' is neither a readable property of the record '{1}' nor a static method of '{2}' that takes one '{1}'");

    public static readonly DiagnosticDescriptor UnreachablePartitionKey = Rule.Error(
        "RNL0101",
        "The partition key cannot be reached",
        "'{0}' cannot be the partition key: '{1}', which reads it, cannot reach it. Make it internal or public, or name a static method of '{1}' "
        + "that takes one '{2}'.");

    public static readonly DiagnosticDescriptor NoKeyType = Rule.Error(
        "RNL0061",
        "The type cannot be a partition key",
        "'{0}' is of type '{1}', which cannot be a partition key. Allowed are integers (Int128 and UInt128 too), string, char, "
        + "bool, Guid, enums, byte[] and ReadOnlyMemory<byte>.");

    public static readonly DiagnosticDescriptor SameStream = Rule.Error(
        "RNL0062",
        "Two streams of one app have the same name",
        "The stream name '{0}' is taken by '{1}'; each stream of an app has a name of its own");

    public static readonly DiagnosticDescriptor OtherRecord = Rule.Error(
        "RNL0063",
        "One stream name has two record types",
        "The stream name '{0}' is that of '{1}', whose record is '{2}', not '{3}'; one stream has one record type");

    public static readonly DiagnosticDescriptor BadSerializer = Rule.Error(
        "RNL0064",
        "The serializer cannot be used",
        "'{0}' cannot be the serializer of '{1}': {2}. Expected an open generic type such as typeof(Mine<>), where Mine<T> "
        + "implements ISerializer<T> and has a parameterless constructor.");

    public static readonly DiagnosticDescriptor BadCompressor = Rule.Error(
        "RNL0065",
        "The compressor cannot be used",
        "'{0}' cannot be the compressor of '{1}': {2}. Expected a type that implements ICompressor and has a parameterless "
        + "constructor.");

    public static readonly DiagnosticDescriptor BadHasher = Rule.Error(
        "RNL0066",
        "The hasher cannot be used",
        "'{0}' cannot be the hasher of '{1}': {2}. Expected a type that implements IPartitionHasher and has a parameterless "
        + "constructor.");

    public static readonly DiagnosticDescriptor PrimitiveIsNotSerialized = Rule.Error(
        "RNL0067",
        "A primitive record has no serializer and no compressor",
        "{0} has no effect on '{1}': its record '{2}' is primitive, so each property is stored as a native stream field. "
        + "Remove the {0}, or make the record structured.");

    public static readonly DiagnosticDescriptor IdleRetention = Rule.Error(
        "RNL0116",
        "A setting of what a stream keeps has no effect",
        "{0} has no effect on '{1}': {2}");

    public static readonly DiagnosticDescriptor NoSink = Rule.Error(
        "RNL0068",
        "The dead-letter middleware has no sink",
        "'{0}' forwards failed events of '{1}', but '{2}' declares no sink for them: add '[DeadLetters(nameof({1}))] public "
        + "partial EventStream<Dead> Dead{1} {{ get; }}'");

    public static readonly DiagnosticDescriptor UnknownSource = Rule.Error(
        "RNL0069",
        "The sink's source is no stream of the app",
        "'{0}' is {1}; a dead-letter sink names a property of '{2}' that is marked [Stream]");

    public static readonly DiagnosticDescriptor BadSinkType = Rule.Error(
        "RNL0070", "The sink's type does not fit", "'{0}' is of type '{1}'; the sink of '{2}' is of type {3}");

    public static readonly DiagnosticDescriptor OtherRecordElsewhere = Rule.ErrorAtEnd(
        "RNL0089",
        "Two classes of one app name give a stream two record types",
        "The stream name '{0}' is that of '{1}', whose app has the same name and whose record is '{2}', not '{3}'; one stream "
        + "has one record type");
}
