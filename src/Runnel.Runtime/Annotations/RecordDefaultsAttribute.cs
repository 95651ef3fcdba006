namespace Runnel;

/// <summary>Defaults for every <see cref="RecordAttribute"/> of the assembly.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RecordDefaultsAttribute : Attribute
{
    /// <summary>How property names become field names where the record does not say. Default: <see cref="FieldNaming.SnakeCase"/>.</summary>
    public FieldNaming Naming { get; set; }

    /// <summary>How enums are written where the record does not say. Default: <see cref="EnumForm.Name"/>.</summary>
    public EnumForm Enums { get; set; }
}
