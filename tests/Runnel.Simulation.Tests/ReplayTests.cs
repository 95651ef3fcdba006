using Runnel.Simulation.Tests.Harness;
using Xunit;

namespace Runnel.Simulation.Tests;

/// <summary>A seed is all that a run depends on.</summary>
public sealed class ReplayTests
{
    [Fact]
    public Task One_seed_gives_one_run_to_the_last_letter() => SeedTests.OnThreadAsync(() =>
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var first = Runner.Run(seed, traces: true);
            var second = Runner.Run(seed, traces: true);

            Assert.NotEmpty(first.Trace);
            Assert.Equal(first.Trace, second.Trace);
            Assert.Equal(first.Digest, second.Digest);
        }
    });

    [Fact]
    public Task To_look_at_a_run_does_not_change_it() => SeedTests.OnThreadAsync(() =>
    {
        for (var seed = 1UL; seed <= 20; seed++) Assert.Equal(Runner.Run(seed).Digest, Runner.Run(seed, traces: true).Digest);
    });

    [Fact]
    public Task Each_seed_gives_another_run() => SeedTests.OnThreadAsync(() =>
    {
        var digests = new HashSet<ulong>();
        for (var seed = 1UL; seed <= 100; seed++) Assert.True(digests.Add(Runner.Run(seed).Digest), $"Seed {seed} gives a run that an earlier one gave.");
    });
}
