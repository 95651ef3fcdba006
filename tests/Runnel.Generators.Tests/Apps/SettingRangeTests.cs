using System.Globalization;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Parsing;
using Runnel.Hosting;

namespace Runnel.Generators.Tests.Apps;

/// <summary>The compiler and the running app allow the same.</summary>
public sealed class SettingRangeTests
{
    [Fact]
    public void Every_numeric_setting_of_an_attribute_has_a_range_that_the_runtime_shares()
    {
        var numbers = new[] { typeof(AppAttribute), typeof(StreamAttribute), typeof(DeadLettersAttribute), typeof(ProcessorAttribute) }
            .SelectMany(attribute => attribute.GetProperties())
            .Where(property => property.CanWrite)
            .Where(property => property.PropertyType == typeof(int) || property.PropertyType == typeof(long) || property.PropertyType == typeof(double))
            .ToList();
        Assert.True(numbers.Count > 25);
        foreach (var property in numbers)
        {
            var range = AppSettingRange.Of(property.Name);
            Assert.True(range is not null, $"{property.DeclaringType!.Name}.{property.Name} has no range.");
            var definition = SettingTable.All.Single(item => item.AppName == property.Name || item.Name == property.Name);
            var step = property.PropertyType == typeof(double) ? 0.001 : 1;
            Assert.True(Reads(range.Value.Least), $"{property.Name} = {range.Value.Least}");
            Assert.True(Reads(range.Value.Greatest), $"{property.Name} = {range.Value.Greatest}");
            Assert.False(Reads(range.Value.Least - step), $"{property.Name} = {range.Value.Least - step}");
            Assert.False(Reads(range.Value.Greatest + step), $"{property.Name} = {range.Value.Greatest + step}");

            bool Reads(double value) => definition.TryRead(value.ToString("R", CultureInfo.InvariantCulture), out _);
        }
    }

    [Fact]
    public void Every_setting_of_an_attribute_is_one_that_the_runtime_knows()
    {
        string[] parts = ["Name", "Middleware", "PartitionBy", "Serializer", "Compressor", "Hasher"];
        var names = new[] { typeof(AppAttribute), typeof(StreamAttribute), typeof(DeadLettersAttribute), typeof(ProcessorAttribute) }
            .SelectMany(attribute => attribute.GetProperties())
            .Where(property => property.CanWrite && !parts.Contains(property.Name))
            .Select(property => property.Name);
        Assert.All(names, name => Assert.Contains(SettingTable.All, definition => definition.AppName == name || definition.Name == name));
    }

    [Fact]
    public void Every_rule_has_its_page_and_its_line_in_the_release_notes()
    {
        var notes = File.ReadAllLines(Path.Combine(Repository.Root, "src", "Runnel.Generators", "AnalyzerReleases.Unshipped.md"))
            .Concat(File.ReadAllLines(Path.Combine(Repository.Root, "src", "Runnel.Generators", "AnalyzerReleases.Shipped.md")));
        Assert.All(AppRules.All, rule => Assert.Contains($"{rule.Id} | Runnel | Error | {rule.Title}", notes));
        Assert.All(AppRules.All, rule => Assert.True(File.Exists(Path.Combine(Repository.Root, "docs", "rules", rule.Id + ".md")), rule.Id));
        Assert.Equal(AppRules.All.Length, AppRules.All.Select(rule => rule.Id).Distinct().Count());
    }
}
