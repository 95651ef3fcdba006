namespace Runnel.CommandLine;

/// <summary>
/// Opens input so that it can be read twice, first to check and then to send: a file as it is; standard input and pipes are kept in memory up to
/// a bound, then in a temporary file that vanishes with the process.
/// </summary>
internal static class InputSpool
{
    private const int MemoryBound = 4 * 1024 * 1024;

    public const string StandardInput = "-";

    /// <summary>How the input is called in messages.</summary>
    public static string NameOf(string path) => path == StandardInput ? "standard input" : path;

    /// <exception cref="InputException">The file cannot be read.</exception>
    public static async Task<Stream> OpenAsync(string path, CommandConsole console, CancellationToken cancellationToken)
    {
        try
        {
            var input = path == StandardInput
                ? console.OpenInput()
                : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            if (input.CanSeek) return input;
            await using (input) return await SpoolAsync(input, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{NameOf(path)} cannot be read: {error.Message}", error);
        }
    }

    private static async Task<Stream> SpoolAsync(Stream input, CancellationToken cancellationToken)
    {
        Stream spool = new MemoryStream();
        var buffer = new byte[65_536];
        while (true)
        {
            var length = await input.ReadAsync(buffer, cancellationToken);
            if (length == 0) break;
            if (spool is MemoryStream && spool.Length + length > MemoryBound) spool = await ToFileAsync(spool, cancellationToken);
            await spool.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
        }

        spool.Position = 0;
        return spool;
    }

    private static async Task<Stream> ToFileAsync(Stream memory, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"runnel-{Guid.NewGuid():N}.jsonl");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        memory.Position = 0;
        await memory.CopyToAsync(file, cancellationToken);
        return file;
    }
}
