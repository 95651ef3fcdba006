namespace Runnel.Generators;

internal static partial class TrackingNames
{
    /// <summary>Symbols to models, one per app; impossible ones are null.</summary>
    public const string AppsParsed = nameof(AppsParsed);

    /// <summary>Processors outside the class of their app; invalid ones are null.</summary>
    public const string ExternalProcessorsParsed = nameof(ExternalProcessorsParsed);

    /// <summary>All of these, in an order that is not that of the files.</summary>
    public const string ExternalProcessors = nameof(ExternalProcessors);

    /// <summary>Each app with its processors: what is emitted.</summary>
    public const string AppTables = nameof(AppTables);
}
