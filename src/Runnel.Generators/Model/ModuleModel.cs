namespace Runnel.Generators.Model;

/// <summary>What names a module: the processors that this assembly has of another assembly's app.</summary>
/// <param name="Class">The emitted class, in the namespace of all modules.</param>
/// <param name="FileName">The name of the emitted file.</param>
/// <param name="Assembly">The name of this assembly.</param>
/// <param name="App">The app's type from <c>global::</c> on.</param>
/// <param name="AppDisplay">The app's name with its containing types, for comments.</param>
/// <param name="AppAssembly">The name of the app's assembly, for comments.</param>
internal sealed record ModuleNameModel(string Class, string FileName, string Assembly, string App, string AppDisplay, string AppAssembly);

/// <summary>One emitted file: a module.</summary>
/// <param name="Name">What names it.</param>
/// <param name="Processors">Its processors by the names of their methods.</param>
internal sealed record ModuleModel(ModuleNameModel Name, EquatableArray<AppProcessorModel> Processors);

/// <summary>A module of a referenced assembly.</summary>
/// <param name="Class">Its class, in the namespace of all modules.</param>
/// <param name="Assembly">The name of its assembly, for comments.</param>
/// <param name="Alias">The extern alias that the reference has; <c>global</c>: none.</param>
internal sealed record ModuleReferenceModel(string Class, string Assembly, string Alias);

/// <summary>The modules of what an entry assembly references.</summary>
/// <param name="Assembly">The name of the entry assembly.</param>
/// <param name="Modules">The modules of all assemblies that it references, by the names of their classes.</param>
internal sealed record EntryModel(string Assembly, EquatableArray<ModuleReferenceModel> Modules);

/// <summary>What an entry assembly brings together.</summary>
/// <param name="Entry">The modules of others; null: this assembly is no entry.</param>
/// <param name="Own">The modules of this assembly itself.</param>
internal sealed record CompositionModel(EntryModel? Entry, EquatableArray<ModuleNameModel> Own);
