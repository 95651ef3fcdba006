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

    /// <summary>Each app with its processors: what is emitted.</summary>
    public const string AppTables = nameof(AppTables);
}
