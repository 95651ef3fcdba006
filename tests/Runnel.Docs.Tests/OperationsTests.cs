using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Runnel.Docs.Tests;

/// <summary>The files of samples/Operations: that they can be read, and that what they ask for is there.</summary>
public sealed partial class OperationsTests
{
    private static readonly string[] Labels = ["messaging_destination_name", "messaging_consumer_group_name", "messaging_destination_partition_id"];

    private static HashSet<string> Documented { get; } =
        [.. Row().Matches(Repository.Read("docs/operations.md")).SelectMany(static row => NamesOf(row.Groups["type"].Value, row.Groups["name"].Value))];

    [Fact]
    public void The_dashboard_asks_for_documented_metrics_alone()
    {
        using var dashboard = Dashboard();
        var queries = Strings(dashboard.RootElement, "expr").Concat(Strings(dashboard.RootElement, "definition")).ToList();

        Assert.True(queries.Count > 15);
        Assert.Empty(queries.SelectMany(Unknown));
        Assert.All(queries, static query => Assert.NotEmpty(query));
    }

    [Fact]
    public void The_dashboard_shows_every_documented_metric_of_streams_and_processors()
    {
        using var dashboard = Dashboard();
        var asked = Strings(dashboard.RootElement, "expr").SelectMany(static query => Metric().Matches(query)).Select(static match => match.Value).ToHashSet();

        var missing = Row().Matches(Repository.Read("docs/operations.md"))
            .Where(row => !NamesOf(row.Groups["type"].Value, row.Groups["name"].Value).Any(asked.Contains))
            .Select(static row => row.Groups["name"].Value);
        Assert.Empty(missing);
    }

    [Fact]
    public void The_panels_of_the_dashboard_have_numbers_and_places_of_their_own()
    {
        using var dashboard = Dashboard();
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();

        Assert.Equal(panels.Count, panels.Select(static panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        var cells = panels.SelectMany(static panel => Cells(panel.GetProperty("gridPos"))).ToList();
        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, static cell => Assert.InRange(cell.X, 0, 23));
    }

    [Fact]
    public void The_alerts_ask_for_documented_metrics_alone_and_the_page_explains_each()
    {
        var rules = Sequence(Documents("alerts.yml").Single(), "groups").SelectMany(static group => Sequence(group, "rules")).ToList();

        Assert.Empty(rules.SelectMany(static rule => Unknown(Text(rule, "expr"))));
        Assert.All(rules, static rule => Assert.NotEmpty(Text(rule, "annotations", "summary")));
        var explained = Alert().Matches(Repository.Read("docs/operations.md")).Select(static match => match.Groups["name"].Value);
        Assert.Equal(rules.Select(static rule => Text(rule, "alert")), explained);
    }

    [Fact]
    public void The_scrape_configuration_names_the_alerts_and_the_port_of_the_page()
    {
        var configuration = Documents("prometheus.yml").Single();

        Assert.Equal(["alerts.yml"], Sequence(configuration, "rule_files").Select(static file => ((YamlScalarNode)file).Value));
        Assert.Equal("127.0.0.1:8081", ((YamlScalarNode)Sequence(Sequence(configuration, "scrape_configs")[0], "static_configs", 0, "targets")[0]).Value);
    }

    [Fact]
    public void The_manifest_fits_together_and_fits_the_app()
    {
        var parts = Documents("kubernetes.yaml").ToDictionary(static document => Text(document, "kind"));
        var (deployment, scaled, budget) = (parts["Deployment"], parts["ScaledObject"], parts["PodDisruptionBudget"]);
        var pod = Node(deployment, "spec", "template", "spec");
        var container = Sequence(pod, "containers")[0];
        var variables = Sequence(container, "env").ToDictionary(static variable => Text(variable, "name"));

        var port = Text(Sequence(container, "ports")[0], "containerPort");
        Assert.Equal(port, Text(variables["RUNNEL_HEALTH_PORT"], "value"));
        Assert.Equal(("/healthz", "health"), (Text(container, "livenessProbe", "httpGet", "path"), Text(container, "livenessProbe", "httpGet", "port")));
        Assert.Equal(("/readyz", "health"), (Text(container, "readinessProbe", "httpGet", "path"), Text(container, "readinessProbe", "httpGet", "port")));
        Assert.True(Number(container, "readinessProbe", "timeoutSeconds") > 5);
        Assert.True(Number(pod, "terminationGracePeriodSeconds") >= double.Parse(Text(variables["RUNNEL_DEFAULT_GRACE_PERIOD_SECONDS"], "value"), CultureInfo.InvariantCulture) + 5);

        Assert.Equal(Text(deployment, "metadata", "name"), Text(scaled, "spec", "scaleTargetRef", "name"));
        Assert.Equal(Text(deployment, "spec", "template", "metadata", "labels", "app"), Text(budget, "spec", "selector", "matchLabels", "app"));
        // The sample's stream says no number of partitions: it has 16.
        Assert.DoesNotContain("PartitionCount", Repository.Read("samples/Orders/Program.cs"), StringComparison.Ordinal);
        Assert.InRange(Number(scaled, "spec", "maxReplicaCount"), 1, 16);
        Assert.True(Number(scaled, "spec", "minReplicaCount") >= 1);
        var trigger = Sequence(scaled, "spec", "triggers")[0];
        Assert.Empty(Unknown(Text(trigger, "metadata", "query")));
        Assert.Equal("false", Text(trigger, "metadata", "ignoreNullValues"));
    }

    [Theory]
    [InlineData("sum(rate(runnel_commits[5m]))", "runnel_commits")]
    [InlineData("messaging_process_duration_seconds", "messaging_process_duration_seconds")]
    [InlineData("max(runnel_partition_lag_durations)", "runnel_partition_lag_durations")]
    public void A_metric_that_is_not_there_is_found(string query, string name) => Assert.Equal([name], Unknown(query));

    [Fact]
    public void A_file_that_is_no_yaml_is_found()
        => Assert.ThrowsAny<YamlDotNet.Core.YamlException>(static () => new YamlStream().Load(new StringReader("a: b: c")));

    private static string Read(string file) => Repository.Read(Path.Combine("samples", "Operations", file));

    private static JsonDocument Dashboard() => JsonDocument.Parse(Read("dashboard.json"));

    private static List<YamlNode> Documents(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Read(file)));
        return [.. stream.Documents.Select(static document => document.RootNode)];
    }

    private static YamlNode Node(YamlNode node, params ReadOnlySpan<object> path)
    {
        foreach (var step in path) node = step is int index ? ((YamlSequenceNode)node)[index] : ((YamlMappingNode)node)[(string)step];
        return node;
    }

    private static IList<YamlNode> Sequence(YamlNode node, params ReadOnlySpan<object> path) => ((YamlSequenceNode)Node(node, path)).Children;

    private static string Text(YamlNode node, params ReadOnlySpan<object> path) => ((YamlScalarNode)Node(node, path)).Value ?? "";

    private static double Number(YamlNode node, params ReadOnlySpan<object> path) => double.Parse(Text(node, path), CultureInfo.InvariantCulture);

    private static IEnumerable<string> NamesOf(string type, string name)
        => type == "histogram" ? [$"{name}_bucket", $"{name}_sum", $"{name}_count"] : [name];

    private static IEnumerable<string> Unknown(string query)
        => Metric().Matches(query).Select(static match => match.Value).Where(static name => !Documented.Contains(name) && !Labels.Contains(name));

    /// <summary>All texts under that name, wherever in the document.</summary>
    private static IEnumerable<string> Strings(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.NameEquals(name) && property.Value.ValueKind == JsonValueKind.String ? [property.Value.GetString()!] : Strings(property.Value, name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Strings(item, name)),
        _ => [],
    };

    private static IEnumerable<(int X, int Y)> Cells(JsonElement place)
    {
        var (x, y) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32());
        return from dx in Enumerable.Range(0, place.GetProperty("w").GetInt32())
               from dy in Enumerable.Range(0, place.GetProperty("h").GetInt32())
               select (x + dx, y + dy);
    }

    [GeneratedRegex(@"^\| `[a-z_.]+` \| (?<type>counter|gauge|histogram) \| `[^`]+` \| `(?<name>[a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| `(?<name>Runnel[A-Za-z]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Alert();

    [GeneratedRegex(@"\b(?:runnel|messaging)_[a-z_]+\b")]
    private static partial Regex Metric();
}
