namespace Runnel.Testing;

/// <summary>A dead letter: an event that a processor gave up on.</summary>
/// <param name="Sink">The stream that took it.</param>
/// <param name="Record">
/// The record that failed; null where it cannot be decoded (which may be why it failed). A sink that holds <see cref="Runnel.Dead"/> keeps
/// the fields as they are, so the record is that of the source.
/// </param>
/// <param name="Dead">Where it came from and why; null: the sink holds records of the source's own type, without that.</param>
public sealed record DeadLetter(string Sink, object? Record, Dead? Dead)
{
    /// <summary>The processor that gave it up; null where the sink does not tell.</summary>
    public string? Processor => Dead?.Processor;

    /// <summary>How often it was tried; null where the sink does not tell.</summary>
    public int? Attempts => Dead?.Attempts;

    /// <summary>The type of the exception, with its namespace; null where the sink does not tell.</summary>
    public string? ExceptionType => Dead?.ExceptionType;

    /// <summary>The exception's message; null where the sink does not tell.</summary>
    public string? ExceptionMessage => Dead?.ExceptionMessage;
}
