using System.Collections.Concurrent;
using System.Globalization;
using Runnel.Simulation.Tests.Harness;
using Xunit;

namespace Runnel.Simulation.Tests;

/// <summary>Workers, server, producer and network of one run each seed: whatever happens, no promise is broken.</summary>
public sealed class SeedTests
{
    private const int Most = 5;

    private readonly ConcurrentQueue<Outcome> _failed = new();
    private long _steps;
    private long _events;
    private long _duplicates;

    /// <summary>
    /// <c>SIMULATE_COUNT</c> seeds from <c>SIMULATE_SEED</c> on <c>SIMULATE_THREADS</c> threads; what happened in runs that failed, or in the only one, is
    /// written to the folder <c>SIMULATE_TRACES</c>. <c>SIMULATE_BUG</c> takes a fence out.
    /// </summary>
    [Fact]
    public async Task Whatever_happens_no_promise_is_broken()
    {
        var (first, count, threads) = (Setting("SIMULATE_SEED", 1), Setting("SIMULATE_COUNT", 10_000), Setting("SIMULATE_THREADS", 1));
        await Task.WhenAll(Enumerable.Range(0, (int)threads).Select(thread => OnThreadAsync(() =>
        {
            for (var i = (ulong)thread; i < count && _failed.Count < Most; i += threads) Run(first + i);
        })));

        TestContext.Current.TestOutputHelper?.WriteLine($"{count} seeds from {first}: {_steps} steps, {_events} events, {_duplicates} duplicates.");
        if (Environment.GetEnvironmentVariable("SIMULATE_TRACES") is { Length: > 0 } folder)
        {
            foreach (var seed in count == 1 ? [first] : _failed.Select(static outcome => outcome.Seed)) WriteTrace(folder, seed);
        }

        Assert.True(_failed.IsEmpty, string.Join('\n', _failed.Select(Describe)));
    }

    /// <summary>A run is one long piece of work: it must not take a thread of the pool from other tests.</summary>
    internal static Task OnThreadAsync(Action work)
        => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(ulong seed)
    {
        TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        var outcome = Runner.Run(seed, TakenOut);
        Interlocked.Add(ref _steps, outcome.Steps);
        Interlocked.Add(ref _events, outcome.Events);
        Interlocked.Add(ref _duplicates, outcome.Duplicates);
        if (outcome.Violations.Count > 0) _failed.Enqueue(outcome);
    }

    private static void WriteTrace(string folder, ulong seed)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, $"{seed}.txt"), Runner.Run(seed, TakenOut, traces: true).Trace);
    }

    private static string Describe(Outcome outcome)
        => $"seed {outcome.Seed}: {outcome.Violations.Count} violations\n    {string.Join("\n    ", outcome.Violations.Take(5))}";

    private static Bug TakenOut => Environment.GetEnvironmentVariable("SIMULATE_BUG") is { Length: > 0 } name ? Enum.Parse<Bug>(name) : Bug.None;

    private static ulong Setting(string name, ulong usual)
        => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : usual;
}
