using System.Globalization;
using System.Text;

namespace Runnel.Brokers.Redis;

/// <summary>An assignment as the broker stores it: the members, separated by blanks; a semicolon; for each partition the index of its member.</summary>
internal static class AssignmentText
{
    public static string Write(Assignment assignment)
    {
        var text = new StringBuilder().AppendJoin(' ', assignment.Members).Append(';');
        return text.AppendJoin(' ', assignment.Owners).ToString();
    }

    /// <summary>Null: none.</summary>
    public static Assignment? Read(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var parts = text.Split(';');
        var owners = parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new Assignment(
            parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Array.ConvertAll(owners, static owner => int.Parse(owner, NumberStyles.None, CultureInfo.InvariantCulture)));
    }
}
