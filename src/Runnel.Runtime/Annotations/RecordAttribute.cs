namespace Runnel;

/// <summary>
/// Marks a <c>partial record</c> (class or struct) as an event. The source generator writes its encoder and decoder, so no reflection
/// is needed at run time.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class RecordAttribute : Attribute
{
    /// <summary>
    /// <see langword="true"/> stores each property as one native Redis stream field, so that Redis' delta compression of repeated field
    /// names works; only integers, <c>float</c>, <c>double</c>, <c>bool</c>, <c>string</c>, bytes and nullables of these are allowed.
    /// <see langword="false"/> (the default) stores the record as JSON in one field, <c>data</c>.
    /// </summary>
    public bool Primitive { get; set; }

    /// <summary>How property names become field names. Default: the assembly's <see cref="RecordDefaultsAttribute"/>, else <see cref="FieldNaming.SnakeCase"/>.</summary>
    public FieldNaming Naming { get; set; }

    /// <summary>
    /// The field that says which <see cref="VariantAttribute">[Variant]</see> a stored record is. Default: <c>$type</c>, as System.Text.Json
    /// has it.
    /// </summary>
    public string Discriminator { get; set; } = "$type";

    /// <summary>
    /// A <c>JsonSerializerContext</c> for fields of types that Runnel does not know: System.Text.Json writes and reads these. It names each
    /// of them in a <c>[JsonSerializable]</c>. Default: that of the record this one derives from, if any.
    /// </summary>
    public Type? JsonContext { get; set; }
}
