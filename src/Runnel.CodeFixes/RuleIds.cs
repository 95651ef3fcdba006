namespace Runnel.CodeFixes;

/// <summary>The rules that are mended here; docs/rules says what they are about.</summary>
internal static class RuleIds
{
    public const string RecordNotPartial = "RNL0002";
    public const string DerivedWithoutAttribute = "RNL0006";
    public const string AppNotPartial = "RNL0050";
    public const string StreamNotPartial = "RNL0055";
    public const string UnknownPartitionKey = "RNL0060";
    public const string UnknownSource = "RNL0069";
    public const string UnknownStream = "RNL0071";
    public const string AsyncVoid = "RNL0078";
    public const string BlockingCall = "RNL0104";
    public const string DroppedSend = "RNL0111";
    public const string NoCancellation = "RNL0112";

    /// <summary>The compiler's own: a type has no such member, and no such name exists.</summary>
    public const string NoSuchMember = "CS0117";

    /// <inheritdoc cref="NoSuchMember"/>
    public const string NoSuchName = "CS0103";
}
