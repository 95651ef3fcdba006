using Runnel.Threading;

namespace Runnel.Streams;

/// <summary>
/// Holds all sends back until what the app declares was compared with what the broker has recorded: under a wrong partition count not a
/// single event may go out.
/// </summary>
internal sealed class SendGate
{
    private readonly TaskCompletionSource<string?> _checked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>For brokers that nobody else declares anything to.</summary>
    public static SendGate Opened { get; } = CreateOpen();

    public bool IsOpen => _checked.Task is { IsCompletedSuccessfully: true, Result: null };

    /// <summary>The declaration is as recorded: sends go out from now on.</summary>
    public void Open() => _checked.TrySetResult(null);

    /// <summary>No send will ever go out, unless the gate is open already.</summary>
    public void Refuse(string reason) => _checked.TrySetResult(reason);

    /// <summary>Waits for the comparison.</summary>
    /// <returns>Why nothing may be sent; null: the gate is open.</returns>
    public Task<string?> WaitAsync(CancellationToken cancellationToken) => Waits.Follow(_checked.Task).WaitAsync(cancellationToken);

    private static SendGate CreateOpen()
    {
        var gate = new SendGate();
        gate.Open();
        return gate;
    }
}
