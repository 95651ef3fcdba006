namespace Runnel;

/// <summary>A stored event, or a line of input, is not what its record expects.</summary>
public sealed class RecordFormatException : RunnelException
{
    /// <summary>Creates the exception; the message is put together from the parts.</summary>
    /// <param name="record">The record's name.</param>
    /// <param name="path">Where in the record: <c>items[3].name</c>; empty for the record itself.</param>
    /// <param name="expected">What was expected there, in words.</param>
    /// <param name="found">What was found there, in words.</param>
    /// <param name="position">The byte position in the JSON text, or -1 where there is none.</param>
    /// <param name="inner">The cause, if another exception is.</param>
    public RecordFormatException(string record, string path, string expected, string found, long position = -1, Exception? inner = null)
        : base(
            $"{record}{(path.Length == 0 ? "" : $", field '{path}'")}: expected {expected}, found {found}"
            + (position < 0 ? "." : $" (byte {position})."),
            inner)
    {
        Record = record;
        Path = path;
        Expected = expected;
        Found = found;
        Position = position;
    }

    /// <summary>The record's name.</summary>
    public string Record { get; }

    /// <summary>Where in the record: <c>items[3].name</c>; empty for the record itself.</summary>
    public string Path { get; }

    /// <summary>What was expected there, in words.</summary>
    public string Expected { get; }

    /// <summary>What was found there, in words.</summary>
    public string Found { get; }

    /// <summary>The byte position in the JSON text, or -1 where there is none.</summary>
    public long Position { get; }
}
