using System.Globalization;
using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>The settings that are written in an attribute, as text in invariant culture: what environment variables hold too.</summary>
internal static class AppSettings
{
    /// <summary>Named arguments that are no settings but parts of the declaration.</summary>
    private static readonly HashSet<string> Parts =
        ["Name", "Middleware", "PartitionBy", "Serializer", "Compressor", "Hasher", "OnLeader", "Overlap"];

    public static EquatableArray<AppSettingModel> Parse(AttributeData attribute, AppParsing parsing)
    {
        var settings = new List<AppSettingModel>();
        foreach (var argument in attribute.NamedArguments)
        {
            if (Parts.Contains(argument.Key) || argument.Value.IsNull) continue;
            var value = Text(argument.Value);
            if (value is null)
            {
                parsing.Report(
                    AppRules.SettingOutOfRange,
                    attribute.ArgumentLocation(argument.Key, parsing.Cancellation),
                    argument.Key,
                    Convert.ToString(argument.Value.Value, CultureInfo.InvariantCulture),
                    "one of " + string.Join(", ", argument.Value.Type!.EnumMembers().Select(member => member.Name)));
                continue;
            }

            // An empty text is what the attribute holds when nothing is written.
            if (value.Length == 0) continue;
            settings.Add(new(argument.Key, value));
            if (AppSettingRange.Of(argument.Key) is not { } range) continue;
            if (range.Holds(Convert.ToDouble(argument.Value.Value, CultureInfo.InvariantCulture))) continue;
            var location = attribute.ArgumentLocation(argument.Key, parsing.Cancellation);
            parsing.Report(AppRules.SettingOutOfRange, location, argument.Key, value, range.ToString());
        }

        return settings.ToEquatableArray();
    }

    /// <summary>The value's text; null: a number that is no member of its enum.</summary>
    private static string? Text(TypedConstant constant) => constant switch
    {
        { Kind: TypedConstantKind.Enum } => constant.Type!.EnumMember(constant.Value)?.Name,
        { Value: double number } => AppSymbols.Invariant(number),
        _ => Convert.ToString(constant.Value, CultureInfo.InvariantCulture),
    };
}
