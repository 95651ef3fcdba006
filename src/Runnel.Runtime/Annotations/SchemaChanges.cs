namespace Runnel;

/// <summary>
/// What happens at start when a stream's record is not what it was when it was last recorded beside the stream's declaration: fields added, left
/// out, or of another type.
/// </summary>
public enum SchemaChanges
{
    /// <summary>The default. The change is logged, as a warning where events stored before can no longer all be read, and recorded.</summary>
    Report,

    /// <summary>A change after which events stored before can no longer all be read stops the program at start; nothing is recorded. Others are logged and recorded.</summary>
    Refuse,

    /// <summary>Nothing is compared and nothing is recorded.</summary>
    Ignore,
}
