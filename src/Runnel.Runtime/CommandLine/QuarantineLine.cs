using System.Globalization;
using Runnel.Brokers;

namespace Runnel.CommandLine;

/// <summary>A quarantine in one line.</summary>
internal static class QuarantineLine
{
    public static string Of(QuarantineMark mark)
        => string.Create(CultureInfo.InvariantCulture, $"since {mark.At.UtcDateTime:u} {Events(mark.First, mark.Last)}: {FailureNote.FirstLine(mark.Exception)}");

    public static string Events(EntryId first, EntryId last) => first == last ? $"at event {first}" : $"at events {first} to {last}";
}
