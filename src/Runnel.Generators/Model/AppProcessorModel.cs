namespace Runnel.Generators.Model;

/// <summary>The shape of a processor, which its signature chooses; each is a class <c>Runnel.Pipeline.{name}Processor</c>.</summary>
internal enum AppShape
{
    Loop,
    Event,
    RawEvent,
    Batch,
    RawBatch,
}

/// <summary>What a method returns, and so how the emitted call makes a <c>ValueTask</c> of it.</summary>
internal enum AppReturn
{
    Nothing,
    Task,
    ValueTask,

    /// <summary><c>ValueTask&lt;X&gt;</c>: it is awaited and its result dropped.</summary>
    ValueTaskOf,
}

/// <summary>A call of a user's method.</summary>
/// <param name="Name">The method's name, escaped; of a static one with its type from <c>global::</c> on.</param>
/// <param name="IsStatic">Whether it needs no object.</param>
/// <param name="Return">What it returns.</param>
/// <param name="Arguments">Where its arguments come from.</param>
internal sealed record AppCallModel(string Name, bool IsStatic, AppReturn Return, EquatableArray<AppArgumentModel> Arguments)
{
    public bool NeedsServices => Arguments.Any(argument => argument.IsService);
}

/// <summary>A processor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stream">The name of the stream it processes.</param>
/// <param name="Record">The stream's record from <c>global::</c> on.</param>
/// <param name="Display">The method with its types, for messages: <c>Shop.Print</c>.</param>
/// <param name="Shape">The shape of its signature.</param>
/// <param name="Settings">The settings written in its attribute.</param>
/// <param name="DeadLetterSink">The sink that its dead-letter middleware appends to; null: it has none.</param>
/// <param name="Target">The type that holds the method, from <c>global::</c> on; the app's for a static method.</param>
/// <param name="CreateTarget">How the object that holds the method is made; null: it is the app, or the method is static.</param>
/// <param name="Middleware">Its own middleware, outermost first.</param>
/// <param name="ExceptionRules">Its rules for types of exceptions.</param>
/// <param name="Call">The method.</param>
/// <param name="Host">The type of the user's that takes the entry; null: the table does.</param>
internal sealed record AppProcessorModel(
    string Name,
    string Stream,
    string Record,
    string Display,
    AppShape Shape,
    EquatableArray<AppSettingModel> Settings,
    string? DeadLetterSink,
    string Target,
    AppConstructorModel? CreateTarget,
    EquatableArray<AppMiddlewareModel> Middleware,
    EquatableArray<AppExceptionRuleModel> ExceptionRules,
    AppCallModel Call,
    AppHostModel? Host = null);

/// <summary>One middleware of a processor: a type to be made with services, or an attribute to be made again.</summary>
/// <param name="Constructor">The middleware's constructor; null: an attribute.</param>
/// <param name="Attribute">The attribute as a C# expression; null: a type.</param>
internal sealed record AppMiddlewareModel(AppConstructorModel? Constructor, string? Attribute);

/// <summary>A rule of a processor for one type of exception.</summary>
/// <param name="Exception">The exception from <c>global::</c> on.</param>
/// <param name="Settings">What is written in its attribute.</param>
internal sealed record AppExceptionRuleModel(string Exception, EquatableArray<AppSettingModel> Settings);

/// <summary>A processor that lives outside the app's class.</summary>
/// <param name="App">The app's type from <c>global::</c> on.</param>
/// <param name="Processor">The processor.</param>
/// <param name="Module">The module it belongs to; null: the app is of this assembly, and its table takes the processor.</param>
internal sealed record ExternalProcessorModel(string App, AppProcessorModel Processor, ModuleNameModel? Module);
