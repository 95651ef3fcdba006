using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// What is measured must have the process to itself.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Runnel.Speed.Tests;

/// <summary>
/// Notices when a path lost half to two thirds of its speed, whatever machine this is: each is held against another way to do the same, measured
/// in turn in this run (benchmarks/README.md says what the usual ratios are). A machine that does other things at the same time may let a
/// slow path through, but does not call a fast one slow.
/// </summary>
public sealed class SpeedTests(ServerRounds server, CodecRounds codecs) : IClassFixture<ServerRounds>, IClassFixture<CodecRounds>
{
    [Fact]
    public void Sending_many_keeps_up_with_a_raw_socket() => AssertEnough(server.Sending);

    [Fact]
    public void Committing_each_event_keeps_up_with_its_script_on_a_raw_socket() => AssertEnough(server.BeforeNext);

    [Fact]
    public void Committing_in_the_background_keeps_up_with_a_loop_by_hand() => AssertEnough(server.Background);

    [Fact]
    public void Batches_keep_up_with_a_loop_by_hand() => AssertEnough(server.Batches);

    [Fact]
    public void Encoding_keeps_up_with_the_platform() => AssertEnough(codecs.Encoding);

    [Fact]
    public void Decoding_keeps_up_with_the_platform() => AssertEnough(codecs.Decoding);

    private static void AssertEnough(Ratio ratio)
    {
        // With -diagnostics the figures are shown, so that the least ratios can be set anew.
        TestContext.Current.SendDiagnosticMessage($"{TestContext.Current.TestMethod?.MethodName}: {ratio}");
        Assert.True(ratio.IsEnough, $"The ratio is {ratio}.");
    }
}
