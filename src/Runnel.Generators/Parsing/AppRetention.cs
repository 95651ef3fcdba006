using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;

namespace Runnel.Generators.Parsing;

/// <summary>
/// What a stream keeps: settings that contradict each other within one attribute. What other sources set is seen when a program starts.
/// </summary>
internal static class AppRetention
{
    private const string Retention = "Retention";

    private const string Age = "RetentionAgeSeconds";

    private const string WhenFull = "WhenFull";

    public static void Check(IPropertySymbol property, AttributeData attribute, AppParsing parsing)
    {
        if (attribute.IsBroken()) return;
        if (attribute.Named(Retention) is { Value: 0 })
        {
            Report(Age, "with Retention.BySize the newest events are kept, however old the others are");
            Report(WhenFull, "with Retention.BySize a partition is never full: its oldest events are trimmed");
        }
        else if (attribute.Named("PartitionSize") is { Value: 0L })
        {
            Report(WhenFull, "with PartitionSize = 0 a partition is never full");
        }

        void Report(string name, string reason)
        {
            if (attribute.Named(name) is null) return;
            parsing.Report(AppRules.IdleRetention, attribute.ArgumentLocation(name, parsing.Cancellation), name, property.Short(), reason);
        }
    }
}
