namespace Runnel;

/// <summary>Sets how one property or positional parameter of a record is stored: its name, its enums.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class FieldAttribute : Attribute
{
    /// <summary>Leaves the field its name.</summary>
    public FieldAttribute()
    {
    }

    /// <summary>Sets the field's name.</summary>
    /// <param name="name">The field's name in the stream, exactly as stored.</param>
    public FieldAttribute(string name) => Name = name;

    /// <summary>The field's name in the stream; null: the one that the record's naming gives it.</summary>
    public string? Name { get; }

    /// <summary>How the enums in this field are written. Default: as the record says.</summary>
    public EnumForm Enums { get; set; }
}
