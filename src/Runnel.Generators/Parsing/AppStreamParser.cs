using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;

namespace Runnel.Generators.Parsing;

/// <summary>A property marked <c>[Stream]</c>.</summary>
internal static class AppStreamParser
{
    public static AppStream Parse(
        INamedTypeSymbol app, IPropertySymbol property, AttributeData attribute, AppFieldNames fields, AppParsing parsing)
    {
        var declared = AppStreamProperty.Parse(property, parsing);
        var record = AppStreamProperty.Record(property, parsing);
        var name = attribute.FirstText();
        if (AppNames.Complaint(name) is { } complaint && !attribute.IsBroken())
            parsing.Report(AppRules.BadStreamName, attribute.ArgumentLocation(0, parsing.Cancellation), complaint);

        var settings = AppSettings.Parse(attribute, parsing);
        if (record is null) return new(property, attribute, false, null, null, null, null);

        var stream = new AppStream(property, attribute, false, null, record, null, declared);
        var key = AppPartitionKeys.Parse(app, stream, parsing);
        var parts = AppStreamParts.Parse(app, stream, parsing);
        if (declared is null || name is null || key is null || parts is null || attribute.IsBroken()) return stream;
        return stream with
        {
            Model = new(
                declared,
                fields.For(property.Name),
                name,
                TypeNames.Qualified(record),
                AppRecords.IsPrimitive(record),
                settings,
                Key: key,
                Serializer: parts.Serializer,
                Compressor: parts.Compressor,
                Hasher: parts.Hasher),
        };
    }
}
