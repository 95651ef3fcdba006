namespace Runnel.Generators.Parsing;

/// <summary>The metadata names of what the generator looks for.</summary>
internal static partial class RunnelNames
{
    public const string RecordAttribute = "Runnel.RecordAttribute";
    public const string RecordDefaultsAttribute = "Runnel.RecordDefaultsAttribute";
    public const string FieldAttribute = "Runnel.FieldAttribute";
    public const string VariantAttribute = "Runnel.VariantAttribute";
    public const string NotStoredAttribute = "Runnel.NotStoredAttribute";
}
