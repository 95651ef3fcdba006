namespace Runnel.Generators;

internal static partial class TrackingNames
{
    /// <summary>Symbols to models, one per app, with what the generator reports of it.</summary>
    public const string AppsParsed = nameof(AppsParsed);

    /// <summary>The apps that something can be emitted for.</summary>
    public const string AppsValid = nameof(AppsValid);

    /// <summary>What the generator reports of apps.</summary>
    public const string AppProblems = nameof(AppProblems);

    /// <summary>Streams and sinks in classes that are no apps.</summary>
    public const string StrayStreamsParsed = nameof(StrayStreamsParsed);

    /// <summary>Of these what is emitted: it keeps them compiling.</summary>
    public const string StrayStreams = nameof(StrayStreams);

    /// <summary>Processors outside the class of their app; invalid ones are null.</summary>
    public const string ExternalProcessorsParsed = nameof(ExternalProcessorsParsed);

    /// <summary>All of these, in an order that is not that of the files.</summary>
    public const string ExternalProcessors = nameof(ExternalProcessors);

    /// <summary>Of these the ones whose entries stand in types of the user's own.</summary>
    public const string HostedProcessors = nameof(HostedProcessors);

    /// <summary>Of these the ones of other assemblies' apps, by app: what is emitted.</summary>
    public const string Modules = nameof(Modules);

    /// <summary>The modules of referenced assemblies, if this one is an entry assembly.</summary>
    public const string ReferencedModules = nameof(ReferencedModules);

    /// <summary>These and the assembly's own: what is emitted.</summary>
    public const string Composition = nameof(Composition);

    /// <summary>Each app with its processors: what is emitted.</summary>
    public const string AppTables = nameof(AppTables);
}
