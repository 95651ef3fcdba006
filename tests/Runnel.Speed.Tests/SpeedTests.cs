using Xunit;

// What is measured must have the process to itself.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Runnel.Speed.Tests;

/// <summary>
/// Notices when a path became half as fast as it was, whatever machine this is: each is held against another way to do the same, measured
/// in turn in this run. The least ratios are half of the usual ones or less (benchmarks/README.md has those), wide enough for a machine that
/// does other things at the same time. They say nothing about a tenth more or less.
/// </summary>
public sealed class SpeedTests(ServerRounds server, CodecRounds codecs) : IClassFixture<ServerRounds>, IClassFixture<CodecRounds>
{
    [Fact]
    public void Sending_many_keeps_up_with_a_raw_socket() => AssertAtLeast(0.25, server.Sending);

    [Fact]
    public void Committing_each_event_keeps_up_with_its_script_on_a_raw_socket() => AssertAtLeast(0.2, server.BeforeNext);

    [Fact]
    public void Committing_in_the_background_keeps_up_with_a_loop_by_hand() => AssertAtLeast(0.7, server.Background);

    [Fact]
    public void Batches_keep_up_with_a_loop_by_hand() => AssertAtLeast(0.7, server.Batches);

    [Fact]
    public void Encoding_keeps_up_with_the_platform() => AssertAtLeast(0.45, codecs.Encoding);

    [Fact]
    public void Decoding_keeps_up_with_the_platform() => AssertAtLeast(1, codecs.Decoding);

    private static void AssertAtLeast(double least, Ratios ratios)
    {
        TestContext.Current.SendDiagnosticMessage($"{TestContext.Current.TestMethod?.MethodName}: {ratios.Median:0.00}, at least {least:0.00}; {ratios}");
        Assert.True(ratios.Median >= least, FormattableString.Invariant($"The median is {ratios.Median:0.00}, and should be {least:0.00} at least. All rounds: {ratios}"));
    }
}
