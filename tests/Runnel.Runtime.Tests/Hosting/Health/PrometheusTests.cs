using System.Diagnostics.Metrics;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Hosting;

/// <summary>What a meter has, in Prometheus' text format, read back by a strict reader.</summary>
public sealed class PrometheusTests : IDisposable
{
    private readonly Meter _meter;
    private readonly MetricCollector _collector;

    public PrometheusTests()
    {
        // A meter's name is known to the whole process: each test has its own.
        _meter = new Meter($"test {Guid.NewGuid()}");
        _collector = new MetricCollector(_meter.Name);
    }

    [Theory]
    [InlineData("messaging.client.sent.messages", "{message}", "Counter", "messaging_client_sent_messages_total")]
    [InlineData("runnel.commits", null, "Counter", "runnel_commits_total")]
    [InlineData("runnel.bytes.total", "By", "Counter", "runnel_bytes_total")]
    [InlineData("runnel.things.total", "", "Counter", "runnel_things_total")]
    [InlineData("messaging.process.duration", "s", "Histogram", "messaging_process_duration_seconds")]
    [InlineData("runnel.partition.lag.duration", "s", "Gauge", "runnel_partition_lag_duration_seconds")]
    [InlineData("runnel.partition.lag", "{event}", "Gauge", "runnel_partition_lag")]
    [InlineData("already.seconds", "s", "Gauge", "already_seconds")]
    [InlineData("milliseconds", "s", "Gauge", "milliseconds_seconds")]
    [InlineData("share", "1", "Gauge", "share_ratio")]
    [InlineData("share", "1", "Counter", "share_total")]
    [InlineData("speed", "By/s", "Gauge", "speed_bytes_per_second")]
    [InlineData("odd  name--x", "furlong", "Gauge", "odd_name_x_furlong")]
    [InlineData("2nd.try", null, "Gauge", "_2nd_try")]
    public void Names_are_those_of_OpenTelemetrys_exporter(string name, string? unit, string kind, string expected)
        => Assert.Equal(expected, PrometheusName.Of(name, unit, Enum.Parse<MetricKind>(kind)));

    [Fact]
    public void Counters_add_up_by_their_tags()
    {
        var counter = _meter.CreateCounter<long>("sent", "{message}", "What was sent.");
        counter.Add(2, Tag("to", "a"));
        counter.Add(3, Tag("to", "b"));
        counter.Add(4, Tag("to", "a"));

        var samples = Read();

        Assert.Equal("counter", samples.Types["sent_total"]);
        Assert.Equal((6, 3), (samples.Sum("sent_total", ("to", "a")), samples.Sum("sent_total", ("to", "b"))));
        Assert.Contains("# HELP sent_total What was sent.\n", _collector.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_type_of_instrument_and_of_number_is_read()
    {
        _meter.CreateCounter<int>("ints").Add(1);
        _meter.CreateCounter<double>("doubles").Add(0.5);
        var open = _meter.CreateUpDownCounter<long>("open");
        open.Add(5);
        open.Add(-2);
        var level = _meter.CreateGauge<double>("level");
        level.Record(1);
        level.Record(-7.25);
        _meter.CreateObservableCounter("seen", static () => 12L);
        _meter.CreateObservableGauge("depth", static () => double.PositiveInfinity);
        _meter.CreateObservableUpDownCounter("balance", static () => -3);

        var samples = Read();

        Assert.Equal(
            [("balance", "gauge", -3), ("depth", "gauge", double.PositiveInfinity), ("doubles_total", "counter", 0.5), ("ints_total", "counter", 1),
                ("level", "gauge", -7.25), ("open", "gauge", 3), ("seen_total", "counter", 12)],
            samples.All.Select(sample => (sample.Name, samples.Types[sample.Name], sample.Value)));
    }

    [Fact]
    public void Histograms_have_cumulative_buckets_a_sum_and_a_count()
    {
        var histogram = _meter.CreateHistogram<double>("took", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1, 10] });
        foreach (var value in new[] { 0.05, 0.1, 0.5, 10, 11 }) histogram.Record(value, Tag("processor", "print"));

        var samples = Read();

        Assert.Equal(
            [("0.1", 2), ("1", 3), ("10", 4), ("+Inf", 5)],
            samples.All.Where(static sample => sample.Name == "took_seconds_bucket").Select(static sample => (sample.Labels["le"], (int)sample.Value)));
        Assert.Equal(5, samples.Sum("took_seconds_count", ("processor", "print")));
        Assert.Equal(21.65, samples.Sum("took_seconds_sum", ("processor", "print")), 9);
    }

    [Fact]
    public void A_histogram_that_advises_nothing_has_bounds_that_fit_its_unit()
    {
        _meter.CreateHistogram<double>("waits", "s").Record(0.0002);
        _meter.CreateHistogram<long>("sizes", "By").Record(70);

        var samples = Read();

        Assert.Equal(0, samples.Sum("waits_seconds_bucket", ("le", "0.0001")));
        Assert.Equal(1, samples.Sum("waits_seconds_bucket", ("le", "0.00025")));
        Assert.Equal((0, 1), (samples.Sum("sizes_bytes_bucket", ("le", "50")), samples.Sum("sizes_bytes_bucket", ("le", "75"))));
    }

    [Fact]
    public void Names_and_values_of_labels_are_escaped()
    {
        _meter.CreateCounter<long>("odd", description: "back\\slash and\nline").Add(1, Tag("a.b-c", "quote \" back\\slash\nline é"), Tag("1st", null), Tag("on", true), Tag("n", 1.5));

        var sample = Assert.Single(Read().All);

        Assert.Equal(
            [("_1st", ""), ("a_b_c", "quote \" back\\slash\nline é"), ("n", "1.5"), ("on", "true")],
            sample.Labels.Select(static label => (label.Key, label.Value)));
        Assert.Contains("# HELP odd_total back\\\\slash and\\nline\n", _collector.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_in_another_order_are_the_same_series_and_names_that_coincide_one_label()
    {
        var counter = _meter.CreateCounter<long>("same");
        counter.Add(1, Tag("a", "1"), Tag("b", "2"));
        counter.Add(1, Tag("b", "2"), Tag("a", "1"));
        counter.Add(1, Tag("c.d", "1"), Tag("c-d", "2"));

        var samples = Read();

        Assert.Equal(2, samples.Sum("same_total", ("a", "1"), ("b", "2")));
        Assert.Equal(1, samples.Sum("same_total", ("c_d", "1;2")));
        Assert.Equal(2, samples.All.Count);
    }

    [Fact]
    public void What_is_no_longer_observed_is_no_longer_told()
    {
        var partitions = new List<int> { 0, 1, 2 };
        _meter.CreateObservableGauge("lag", () => partitions.Select(static partition => new Measurement<long>(10 + partition, Tag("partition", partition))));
        Assert.Equal(3, Read().Count("lag"));

        partitions.Remove(1);

        Assert.Equal((2, 0), (Read().Count("lag"), Read().Count("lag", ("partition", "1"))));
    }

    [Fact]
    public void More_sets_of_tags_than_are_good_are_counted_in_one()
    {
        var counter = _meter.CreateCounter<long>("wild");
        for (var i = 0; i < MetricFamily.MostSeries + 50; i++) counter.Add(1, Tag("id", i));
        counter.Add(1, Tag("id", 0));

        var samples = Read();

        Assert.Equal(MetricFamily.MostSeries + 1, samples.Count("wild_total"));
        Assert.Equal(50, samples.Sum("wild_total", ("otel_metric_overflow", "true")));
        Assert.Equal(2, samples.Sum("wild_total", ("id", "0")));
    }

    [Fact]
    public void An_instrument_whose_name_another_kind_has_is_left_out()
    {
        _meter.CreateGauge<long>("a.b").Record(1);
        _meter.CreateHistogram<long>("a_b").Record(1);

        Assert.Equal("gauge", Assert.Single(Read().Types).Value);
    }

    [Fact]
    public void Instruments_of_other_meters_are_not_told()
    {
        using var other = new Meter($"{_meter.Name} other");
        other.CreateCounter<long>("alien").Add(1);

        Assert.Empty(_collector.Read());
    }

    [Fact]
    public async Task Many_threads_may_count_while_it_is_read()
    {
        var counter = _meter.CreateCounter<long>("busy");
        var counting = Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++) counter.Add(1, Tag("thread", thread % 2));
        })).ToArray();
        while (!Task.WhenAll(counting).IsCompleted) Read();
        await Task.WhenAll(counting);

        Assert.Equal(80_000, Read().Sum("busy_total"));
    }

    [Theory]
    [InlineData("a 1\n", "without a type")]
    [InlineData("# TYPE a counter\na 1\n", "without _total")]
    [InlineData("# TYPE a gauge\na 1", "does not end")]
    [InlineData("# TYPE a gauge\na 1\n# TYPE a gauge\n", "in pieces")]
    [InlineData("# TYPE a gauge\na{x=\"1\"} 1\na{x=\"1\"} 2\n", "twice")]
    [InlineData("# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n", "twice")]
    [InlineData("# TYPE a gauge\nb 1\n", "among those of a")]
    [InlineData("# TYPE a gauge\na{x=\"a\"b\"} 1\n", "No line")]
    [InlineData("# TYPE a gauge\na 1,5\n", "No line")]
    [InlineData("# HELP a text\n# TYPE b gauge\n", "another metric")]
    [InlineData("# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n", "fall")]
    [InlineData("# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n", "out of order")]
    [InlineData("# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 2\n", "not the count")]
    [InlineData("# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_count 1\n", "no sum")]
    public void The_reader_of_these_tests_refuses_what_a_scraper_would(string text, string message)
        => Assert.Contains(message, Assert.Throws<FormatException>(() => PrometheusSamples.Parse(text)).Message, StringComparison.Ordinal);

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);

    private PrometheusSamples Read() => PrometheusSamples.Parse(_collector.Read());
}
