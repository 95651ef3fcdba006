namespace Runnel.Generators.Model;

/// <summary>One emitted file: an app with all its processors, those of other classes included.</summary>
/// <param name="App">The app.</param>
/// <param name="Processors">Every processor of the app: its own, then those of other classes by the names of their methods.</param>
internal sealed record AppTableModel(AppModel App, EquatableArray<AppProcessorModel> Processors);
