using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Runnel.Telemetry;

namespace Runnel.Hosting;

/// <summary>What a worker answers at its health port.</summary>
internal sealed class HealthPages(AppRuntime runtime) : IDisposable
{
    public const string Live = "/healthz";
    public const string Ready = "/readyz";
    public const string Metrics = "/metrics";

    // Read by people and programs, never put into a page: quotes may stay what they are.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly MetricCollector _metrics = new(RunnelMeter.Name);

    public async Task<HttpAnswer> AnswerAsync(HttpRequestHead request, CancellationToken cancellationToken)
    {
        try
        {
            switch (request.Path)
            {
                case Live: return Answer(await LiveProbe.CheckAsync(runtime, cancellationToken));
                case Ready: return Answer(await ReadyProbe.CheckAsync(runtime, cancellationToken));
                case Metrics:
                    if (runtime.Monitor is { } worker) await worker.Lag.RefreshAsync(cancellationToken);
                    return new HttpAnswer(200, PrometheusText.ContentType, _metrics.Read());
                default: return HttpAnswer.Text(404, $"There is {Live}, {Ready} and {Metrics}.");
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            runtime.Logger.HealthNotAnswered(request.Path, error);
            return HttpAnswer.Text(500, "The worker's log says why.");
        }
    }

    public void Dispose() => _metrics.Dispose();

    /// <summary>A degraded worker does its work: taking it out of service would not help.</summary>
    private static HttpAnswer Answer(HealthVerdict verdict)
        => new(verdict.Status == HealthStatus.Unhealthy ? 503 : 200, HttpAnswer.Json, Write(verdict));

    private static string Write(HealthVerdict verdict)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("status", verdict.Status switch
            {
                HealthStatus.Healthy => "healthy",
                HealthStatus.Degraded => "degraded",
                _ => "unhealthy",
            });
            if (verdict.Problems.Count > 0)
            {
                json.WriteStartArray("problems");
                foreach (var problem in verdict.Problems) json.WriteStringValue(problem);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
