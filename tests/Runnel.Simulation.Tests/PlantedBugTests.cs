using Runnel.Simulation.Tests.Harness;
using Xunit;

namespace Runnel.Simulation.Tests;

/// <summary>Each fence is needed: without it, a promise is broken before long, and the simulation sees it.</summary>
public sealed class PlantedBugTests
{
    private const int Bound = 1000;

    public static TheoryData<Bug> Bugs => [.. Enum.GetValues<Bug>().Where(static bug => bug != Bug.None)];

    [Theory]
    [MemberData(nameof(Bugs))]
    public Task A_fence_that_is_missing_is_missed(Bug bug) => SeedTests.OnThreadAsync(() =>
    {
        for (var seed = 1UL; seed <= Bound; seed++)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var outcome = Runner.Run(seed, bug);
            if (outcome.Violations.Count == 0) continue;
            TestContext.Current.TestOutputHelper?.WriteLine($"{bug}: seed {seed}: {outcome.Violations[0]}");
            return;
        }

        Assert.Fail($"{Bound} runs without the fence broke no promise.");
    });
}
