using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Diagnostics;

/// <summary>The rules about apps, RNL0050 to RNL0099, and RNL0101; here those about the app itself and its settings.</summary>
internal static partial class AppRules
{
    public static readonly DiagnosticDescriptor NotPartial = Rule.Error(
        "RNL0050",
        "An app must be partial",
        "'{0}' must be declared partial: the source generator writes the other part of the app '{1}'");

    public static readonly DiagnosticDescriptor NotAnApp = Rule.Error(
        "RNL0051",
        "This class cannot be an app",
        "'{0}' cannot be an app: {1}. An app is an ordinary class: not abstract, static, generic or file-local, nor inside "
        + "such a type.");

    public static readonly DiagnosticDescriptor NoConstructor = Rule.Error(
        "RNL0052", "An app needs a constructor that Runnel can call", "'{0}' has no constructor that Runnel can call: {1}");

    public static readonly DiagnosticDescriptor BadAppName = Rule.Error(
        "RNL0053",
        "The app's name cannot be used",
        "The app's name cannot be used: {0}. A name has 1 to 100 characters, none of {{ }} : . and no white space.");

    public static readonly DiagnosticDescriptor SettingOutOfRange = Rule.Error(
        "RNL0054", "A setting is out of range", "{0} = {1} is not allowed: expected {2}");

    public static ImmutableArray<DiagnosticDescriptor> All =>
    [
        NotPartial, NotAnApp, NoConstructor, BadAppName, SettingOutOfRange, StreamNotPartial, NotAnEventStream, StreamOfNoRecord,
        BadStreamName, NoPartitionKey, UnknownPartitionKey, UnreachablePartitionKey, NoKeyType, SameStream, OtherRecord,
        BadSerializer, BadCompressor, BadHasher, PrimitiveIsNotSerialized, IdleRetention, NoSink, UnknownSource, BadSinkType, UnknownStream, RecordDiffers, NoShape, NoBatch,
        SameProcessor, BadProcessorName, BadReturn, AsyncVoid, BadMiddleware, NotCallable, Unreachable, NoTarget, NoApp,
        OutsideAnApp, BadCron, BadInterval, BadTaskParameter, SameTask, OtherRecordElsewhere,
        MisfireOffLeader, SameException, IdleExceptionRule, UnreachableException, IdleParking,
    ];
}
