using System.Globalization;

namespace Runnel.CommandLine;

/// <summary>One line of a terminal that is drawn over and over: a bar, per cent, and the time that is left if it goes on like this.</summary>
internal sealed class ProgressBar(TextWriter output, TimeProvider time, string doing, long total)
{
    private const int Width = 40;

    private readonly long _started = time.GetTimestamp();
    private int _drawn;

    public void Draw(long done)
    {
        var share = total > 0 ? Math.Clamp((double)done / total, 0, 1) : 1;
        var full = (int)(share * Width);
        var line = string.Create(
            CultureInfo.InvariantCulture, $"{doing} [{new string('#', full)}{new string('-', Width - full)}] {100 * share,3:0}%{Left(share)}");

        // What was longer before is drawn over with blanks.
        output.Write($"\r{line.PadRight(_drawn)}");
        output.Flush();
        _drawn = line.Length;
    }

    /// <summary>Leaves an empty line for what is printed next.</summary>
    public void Clear()
    {
        output.Write($"\r{new string(' ', _drawn)}\r");
        output.Flush();
    }

    private string Left(double share)
    {
        if (share is 0 or 1) return "";
        var left = time.GetElapsedTime(_started) * ((1 - share) / share);
        return left < TimeSpan.FromDays(1) ? left.ToString(@"\ hh\:mm\:ss", CultureInfo.InvariantCulture) : " more than a day";
    }
}
