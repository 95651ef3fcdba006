using System.Reflection;

namespace Runnel.Generators.Tests.Incrementality;

/// <summary>The steps of the pipeline by their names, as the generator declares them.</summary>
internal static class Steps
{
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(TrackingNames).GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!)
            .Order(StringComparer.Ordinal),
    ];
}
