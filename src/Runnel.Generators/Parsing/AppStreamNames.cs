using Runnel.Generators.Diagnostics;

namespace Runnel.Generators.Parsing;

/// <summary>Each stream of an app has a name of its own.</summary>
internal static class AppStreamNames
{
    /// <summary>The streams, those whose name an earlier one has without their model.</summary>
    public static IEnumerable<AppStream> RefuseTaken(IEnumerable<AppStream> streams, AppParsing parsing)
    {
        var taken = new Dictionary<string, AppStream>(StringComparer.Ordinal);
        foreach (var stream in streams)
        {
            if (stream.Model is not { } model)
            {
                yield return stream;
                continue;
            }

            if (!taken.TryGetValue(model.Name, out var first))
            {
                taken.Add(model.Name, stream);
                yield return stream;
                continue;
            }

            var location = stream.Attribute.ArgumentLocation(0, parsing.Cancellation);
            var owner = first.Property.Short();
            if (first.Record.Same(stream.Record)) parsing.Report(AppRules.SameStream, location, model.Name, owner);
            else parsing.Report(AppRules.OtherRecord, location, model.Name, owner, first.Record!.Short(), stream.Record!.Short());
            yield return stream with { Model = null, Stub = AppStubs.Of(stream.Property, parsing.RulesSince(parsing.Complaints - 1), parsing) };
        }
    }
}
