namespace Runnel;

/// <summary>
/// A processor method broke the contract of its shape: a loop that returned without asking for an event, two enumerations at once, a
/// redelivery asked for in another shape, a delivery that timed out, or an event that killed its process too often.
/// </summary>
public sealed class ProcessorException : RunnelException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which processor, what it did and what to do.</param>
    /// <param name="inner">The cause.</param>
    public ProcessorException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
