using System.Diagnostics.Metrics;

namespace Runnel.Hosting;

/// <summary>The bounds that a histogram's values are sorted by.</summary>
internal static class HistogramBounds
{
    /// <summary>From a fast handler to one that waits for people; for instruments in seconds that do not say.</summary>
    private static readonly double[] Seconds =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

    /// <summary>OpenTelemetry's, for all others that do not say.</summary>
    private static readonly double[] Usual = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    /// <summary>What the instrument advises, else bounds that fit its unit.</summary>
    public static double[] Of(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } advised } => Array.ConvertAll([.. advised], static bound => (double)bound),
        _ => instrument.Unit == "s" ? Seconds : Usual,
    };
}
