namespace Runnel.Generators;

/// <summary>The names of the pipeline's steps: tests ask the driver by them whether a step ran again.</summary>
internal static partial class TrackingNames
{
    /// <summary>Symbols to models, one per type marked [Record].</summary>
    public const string RecordsParsed = nameof(RecordsParsed);

    /// <summary>The models that are emitted.</summary>
    public const string RecordsValid = nameof(RecordsValid);

    /// <summary>Those that break rules: what is emitted keeps compiling what uses them.</summary>
    public const string RecordsRefused = nameof(RecordsRefused);

    /// <summary>What the generator reports of records.</summary>
    public const string RecordProblems = nameof(RecordProblems);
}
