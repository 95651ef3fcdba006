namespace Runnel;

/// <summary>How the values of enums are written, as values and as keys of dictionaries. Both forms are read, whichever is set.</summary>
public enum EnumForm
{
    /// <summary>The default: by name; combined flags as <c>Read, Write</c>; a value without a name by number.</summary>
    Name,

    /// <summary>By number.</summary>
    Number,
}
