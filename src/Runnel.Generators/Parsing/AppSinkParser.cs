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
        var complaints = parsing.Complaints;
        var declared = AppStreamProperty.Parse(property, parsing);
        var record = AppStreamProperty.Record(property, parsing);
        var settings = AppSettings.Parse(attribute, parsing);
        var sourceName = attribute.FirstText();
        var sink = new AppStream(property, attribute, true, sourceName, record, null, null);
        if (attribute.IsBroken()) return Refused();

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
            return Refused();
        }

        if (record is null || source.Record is null) return Refused();
        var isPrimitive = AppRecords.IsPrimitive(source.Record);
        if (!record.Is(RunnelNames.Dead) && !(isPrimitive && record.Same(source.Record)))
        {
            var expected = isPrimitive ? $"'EventStream<Dead>' or 'EventStream<{source.Record.Short()}>'" : "'EventStream<Dead>'";
            var location = property.TypeLocation(parsing.Cancellation);
            parsing.Report(AppRules.BadSinkType, location, property.Short(), property.Type.Short(), source.Property.Short(), expected);
            return Refused();
        }

        if (declared is null || source.Model is null || !AppRecords.IsSound(property.Type)) return Refused();
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

        AppStream Refused() => sink with { Stub = AppStubs.Of(property, parsing.RulesSince(complaints), parsing) };
    }
}
