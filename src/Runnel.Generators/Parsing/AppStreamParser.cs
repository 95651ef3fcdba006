using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;

namespace Runnel.Generators.Parsing;

/// <summary>A property marked <c>[Stream]</c>.</summary>
internal static class AppStreamParser
{
    public static AppStream Parse(
        INamedTypeSymbol app, IPropertySymbol property, AttributeData attribute, AppFieldNames fields, AppParsing parsing)
    {
        var complaints = parsing.Complaints;
        var declared = AppStreamProperty.Parse(property, parsing);
        var record = AppStreamProperty.Record(property, parsing);
        var name = attribute.FirstText();
        if (AppNames.Complaint(name) is { } complaint && !attribute.IsBroken())
            parsing.Report(AppRules.BadStreamName, attribute.ArgumentLocation(0, parsing.Cancellation), complaint);

        var settings = AppSettings.Parse(attribute, parsing);
        AppRetention.Check(property, attribute, parsing);
        var stream = new AppStream(property, attribute, false, null, record, null, null);
        var key = record is null ? null : AppPartitionKeys.Parse(app, stream, parsing);
        var parts = record is null ? null : AppStreamParts.Parse(app, stream, parsing);
        if (declared is null || record is null || name is null || key is null || parts is null || attribute.IsBroken() || !AppRecords.IsSound(property.Type))
            return stream with { Stub = AppStubs.Of(property, parsing.RulesSince(complaints), parsing) };
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
