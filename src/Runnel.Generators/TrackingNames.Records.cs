namespace Runnel.Generators;

/// <summary>The names of the pipeline's steps: tests ask the driver by them whether a step ran again.</summary>
internal static partial class TrackingNames
{
    /// <summary>Symbols to models, one per record; invalid ones are null.</summary>
    public const string RecordsParsed = nameof(RecordsParsed);

    /// <summary>The models that are emitted.</summary>
    public const string RecordsValid = nameof(RecordsValid);
}
