namespace Runnel;

/// <summary>Sets the stored name of one property or positional parameter of a record.</summary>
/// <param name="name">The field's name in the stream, exactly as stored.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class FieldAttribute(string name) : Attribute
{
    /// <summary>The field's name in the stream.</summary>
    public string Name { get; } = name;
}
