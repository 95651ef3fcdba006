using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Diagnostics;

/// <content>Processors and their middleware.</content>
internal static partial class AppRules
{
    public static readonly DiagnosticDescriptor UnknownStream = Rule.Error(
        "RNL0071",
        "The processor's stream is no stream of the app",
        "'{0}' is no stream of '{1}'; a processor names a property that is marked [Stream] or [DeadLetters]{2}");

    public static readonly DiagnosticDescriptor RecordDiffers = Rule.Error(
        "RNL0072",
        "The processor takes another record than its stream holds",
        "'{0}' takes '{1}', but the stream '{2}' holds '{3}'");

    public static readonly DiagnosticDescriptor NoShape = Rule.Error(
        "RNL0073",
        "The processor's signature is none of the shapes",
        "'{0}' is none of the three shapes: {1}. A processor takes one of Events<{2}>, {2}, RawEvent, IReadOnlyList<{2}> or "
        + "IReadOnlyList<RawEvent>; and, as it likes, CancellationToken, services, and (but for the loop shape) EventContext.");

    public static readonly DiagnosticDescriptor NoBatch = Rule.Error(
        "RNL0074",
        "A batch setting needs the batch shape",
        "{0} has no effect on '{1}', which is of the {2} shape: take IReadOnlyList<{3}> or IReadOnlyList<RawEvent>, or remove "
        + "the setting{4}");

    public static readonly DiagnosticDescriptor SameProcessor = Rule.ErrorAtEnd(
        "RNL0075",
        "Two processors of one app have the same name",
        "The processor name '{0}' is taken by '{1}'{2}; each processor of an app has a name of its own: set Name");

    public static readonly DiagnosticDescriptor BadProcessorName = Rule.Error(
        "RNL0076",
        "The processor's name cannot be used",
        "The processor's name cannot be used: {0}. A name has 1 to 200 characters, none of {{ }} : and no white space.");

    public static readonly DiagnosticDescriptor BadReturn = Rule.Error(
        "RNL0077",
        "The method's return type cannot be awaited by Runnel",
        "'{0}' returns '{1}'; allowed are void, Task, ValueTask, Task<T> and ValueTask<T>");

    public static readonly DiagnosticDescriptor AsyncVoid = Rule.Error(
        "RNL0078",
        "A method that Runnel calls cannot be async void",
        "'{0}' is async void, so its end and its exceptions cannot be seen: return Task or ValueTask");

    public static readonly DiagnosticDescriptor BadMiddleware = Rule.Error(
        "RNL0079", "The middleware cannot be used", "'{0}' cannot be middleware of '{1}': {2}");

    public static readonly DiagnosticDescriptor NotCallable = Rule.Error(
        "RNL0080", "Runnel cannot call this method", "'{0}' cannot be called by Runnel: {1}");

    public static readonly DiagnosticDescriptor Unreachable = Rule.Error(
        "RNL0081",
        "The app cannot reach this member",
        "'{0}' cannot be reached from {1}, which calls it: make it, and the types it lies in, internal or public; or make partial the "
        + "type around what is private, so that the call can stand there");

    public static readonly DiagnosticDescriptor NoTarget = Rule.Error(
        "RNL0082", "The processor's class cannot be made", "'{0}' cannot be made for its processor '{1}': {2}");

    public static readonly DiagnosticDescriptor NoApp = Rule.Error(
        "RNL0083", "The processor's app is no app", "'{0}' is no class that is marked [App]");

    public static readonly DiagnosticDescriptor OutsideAnApp = Rule.Error(
        "RNL0084", "The attribute has no effect here", "[{0}] has no effect on '{1}': {2}");

    public static readonly DiagnosticDescriptor SameException = Rule.Error(
        "RNL0113",
        "A processor has two rules for one exception",
        "'{1}' has another rule for '{0}': a processor has one for each type of exception, so write both as one");

    public static readonly DiagnosticDescriptor IdleExceptionRule = Rule.Error(
        "RNL0114", "An exception rule has no effect", "[OnException<{0}>] has no effect on '{1}': {2}");

    public static readonly DiagnosticDescriptor UnreachableException = Rule.Error(
        "RNL0115",
        "The exception of a rule cannot be reached",
        "'{0}' cannot be reached from {1}, which holds the rule: make it, and the types it lies in, internal or public");

    public static readonly DiagnosticDescriptor IdleParking = Rule.Error(
        "RNL0118",
        "Nothing can be parked",
        "{0} has no effect on '{1}': a key is parked when its event goes to the dead letters, and this processor sends none. Add "
        + "Middleware = [typeof(DeadLetterMiddleware)], or remove it.");
}
