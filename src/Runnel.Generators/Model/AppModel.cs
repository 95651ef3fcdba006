namespace Runnel.Generators.Model;

/// <summary>An app: all that its registration table needs, as text.</summary>
/// <param name="Namespace">Its namespace, escaped; empty: the global one.</param>
/// <param name="Containers">The heads of the types around it, outermost first: <c>partial class Outer</c>.</param>
/// <param name="Head">The head of its own part: <c>partial class Shop</c>.</param>
/// <param name="Type">Its type from <c>global::</c> on.</param>
/// <param name="Display">Its name with its containing types, for messages and comments: <c>Outer.Shop</c>.</param>
/// <param name="FileName">The name of the emitted file.</param>
/// <param name="Name">The app's name.</param>
/// <param name="Settings">The settings written in its attribute.</param>
/// <param name="Constructor">The arguments of its constructor; null: it has none that can be called.</param>
/// <param name="Refusal">The rules that say why it has none.</param>
/// <param name="Streams">Streams and sinks in the order of their declaration.</param>
/// <param name="Unusable">Stream properties that a rule complains of: they get a body that says so, and no entry in the table.</param>
/// <param name="Processors">The processors in the app's own class, in the order of their declaration.</param>
/// <param name="Tasks">Startup tasks, timers and crontabs in the order of their declaration.</param>
internal sealed record AppModel(
    string Namespace,
    EquatableArray<string> Containers,
    string Head,
    string Type,
    string Display,
    string FileName,
    string Name,
    EquatableArray<AppSettingModel> Settings,
    AppConstructorModel? Constructor,
    EquatableArray<string> Refusal,
    EquatableArray<AppStreamModel> Streams,
    EquatableArray<AppStubModel> Unusable,
    EquatableArray<AppProcessorModel> Processors,
    EquatableArray<AppTaskModel> Tasks);

/// <summary>What becomes of a class marked <c>[App]</c>.</summary>
/// <param name="Model">The app; null: nothing can be emitted for it.</param>
/// <param name="Problems">What the generator reports of it: all of its broken rules where the compiler does not come to the analyzer, else none.</param>
internal sealed record AppPartModel(AppModel? Model, EquatableArray<ProblemModel> Problems)
{
    /// <summary>Of a part that is marked a second time.</summary>
    public static AppPartModel Nothing { get; } = new(null, EquatableArray<ProblemModel>.Empty);
}

/// <summary>A setting as it is written in an attribute, its value in invariant culture.</summary>
internal sealed record AppSettingModel(string Name, string Value);

/// <summary>A constructor call: the type from <c>global::</c> on, and where each argument comes from.</summary>
internal sealed record AppConstructorModel(string Type, EquatableArray<AppArgumentModel> Arguments);
