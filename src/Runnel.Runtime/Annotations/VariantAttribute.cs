namespace Runnel;

/// <summary>
/// Names a record that derives from this <see cref="RecordAttribute">[Record]</see>, so that it is stored where this one is declared: with
/// the name in a field of its own, the discriminator (see <see cref="RecordAttribute.Discriminator"/>). The base may be abstract. Once for
/// each variant.
/// </summary>
/// <param name="name">The name that is stored, one or more characters.</param>
/// <param name="type">The record: a structured one that derives from this one, at any depth, or is this one itself.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class VariantAttribute(string name, Type type) : Attribute
{
    /// <summary>The name that is stored.</summary>
    public string Name { get; } = name;

    /// <summary>The record.</summary>
    public Type Type { get; } = type;
}
