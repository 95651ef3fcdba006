namespace Runnel;

/// <summary>Leaves a property or positional parameter out of the stored event. Decoding gives it its default or initializer.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NotStoredAttribute : Attribute;
