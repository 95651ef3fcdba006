using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;

namespace Runnel.Generators.Parsing;

/// <summary>A property marked <c>[DeadLetters]</c>: a sink for another stream's failed events.</summary>
internal static class AppSinkParser
{
    public static AppStream Parse(
        INamedTypeSymbol app,
        IPropertySymbol property,
        AttributeData attribute,
        AppStreams streams,
        AppFieldNames fields,
        AppParsing parsing)
    {
        var declared = AppStreamProperty.Parse(property, parsing);
        var record = AppStreamProperty.Record(property, parsing);
        var settings = AppSettings.Parse(attribute, parsing);
        var sourceName = attribute.FirstText();
        var sink = new AppStream(property, attribute, true, sourceName, record, null, record is null ? null : declared);
        if (attribute.IsBroken()) return sink;

        var source = streams.Find(sourceName);
        if (source is null)
        {
            var isSink = app.GetMembers(sourceName ?? "").Any(member => member.Attribute(RunnelNames.DeadLettersAttribute) is not null);
            parsing.Report(
                AppRules.UnknownSource,
                attribute.ArgumentLocation(0, parsing.Cancellation),
                sourceName,
                isSink ? "a dead-letter sink itself" : $"no stream of '{app.Short()}'",
                app.Short());
            return sink;
        }

        if (record is null || source.Record is null) return sink;
        var isPrimitive = AppRecords.IsPrimitive(source.Record);
        if (!record.Is(RunnelNames.Dead) && !(isPrimitive && record.Same(source.Record)))
        {
            var expected = isPrimitive ? $"'EventStream<Dead>' or 'EventStream<{source.Record.Short()}>'" : "'EventStream<Dead>'";
            var location = property.TypeLocation(parsing.Cancellation);
            parsing.Report(AppRules.BadSinkType, location, property.Short(), property.Type.Short(), source.Property.Short(), expected);
            return sink;
        }

        if (declared is null || source.Model is null) return sink;
        var name = source.Model.Name;
        return sink with
        {
            Model = new(
                declared,
                fields.For(property.Name),
                "dead." + name,
                TypeNames.Qualified(record),
                AppRecords.IsPrimitive(record),
                settings,
                DeadLettersOf: name),
        };
    }
}
