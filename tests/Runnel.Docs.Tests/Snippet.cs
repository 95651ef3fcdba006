using System.Text;

namespace Runnel.Docs.Tests;

/// <summary>A fenced block of a page, with the hidden code that stands around it.</summary>
/// <param name="Page">The page's path.</param>
/// <param name="Line">The line of the block's first line of code.</param>
/// <param name="Language">What stands behind the opening fence.</param>
/// <param name="Text">The code as the reader sees it.</param>
/// <param name="Surroundings">
/// Hidden code, from the HTML comment right before the block: <c>&lt;!-- snippet</c>, then code, then <c>--&gt;</c>. The line
/// <c>// snippet</c> in it is where the block goes; without one it goes to the end. <c>&lt;!-- surroundings: name</c> keeps such code
/// for several blocks of the page, and <c>&lt;!-- snippet: name --&gt;</c> takes it.
/// </param>
internal sealed record Snippet(string Page, int Line, string Language, string Text, string Surroundings)
{
    private const string Place = "// snippet";

    /// <summary>One whole file: using directives first, whichever part they come from.</summary>
    public string ToProgram()
    {
        var usings = new StringBuilder();
        var visible = Split(Text, usings);
        var hidden = Split(Surroundings, usings);
        var at = hidden.IndexOf(Place, StringComparison.Ordinal);
        var body = at < 0 ? $"{hidden}\n{visible}" : $"{hidden[..at]}\n{visible}\n{hidden[(at + Place.Length)..]}";
        return $"{usings}\n{body}";
    }

    /// <summary>All fenced blocks of a page, in order.</summary>
    public static IReadOnlyList<Snippet> ReadAll(string page, string markdown)
    {
        var found = new List<Snippet>();
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        var lines = markdown.Split('\n');
        var surroundings = "";
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index].TrimEnd();
            if (line.StartsWith("<!-- surroundings: ", StringComparison.Ordinal))
            {
                var name = line["<!-- surroundings: ".Length..].Trim();
                named.Add(name, ReadUntil(lines, ref index, "-->"));
            }
            else if (line.StartsWith("<!-- snippet: ", StringComparison.Ordinal))
            {
                var name = line["<!-- snippet: ".Length..].Replace("-->", "", StringComparison.Ordinal).Trim();
                if (!named.TryGetValue(name, out surroundings!)) throw new InvalidDataException($"{page}:{index + 1}: no surroundings named '{name}' above.");
            }
            else if (line == "<!-- snippet")
            {
                surroundings = ReadUntil(lines, ref index, "-->");
            }
            else if (line.StartsWith("```", StringComparison.Ordinal))
            {
                var start = index + 2;
                found.Add(new Snippet(page, start, line[3..].Trim(), ReadUntil(lines, ref index, "```"), surroundings));
                surroundings = "";
            }
            else if (line.Length > 0 && surroundings.Length > 0)
            {
                throw new InvalidDataException($"{page}:{index + 1}: hidden code must stand right before its block.");
            }
        }

        return found;
    }

    /// <summary>The lines up to the one that is <paramref name="end"/>; leaves <paramref name="index"/> on that one.</summary>
    private static string ReadUntil(string[] lines, ref int index, string end)
    {
        var start = index + 1;
        var stop = Array.FindIndex(lines, start, line => line.TrimEnd() == end);
        if (stop < 0) throw new InvalidDataException($"Line {start}: no '{end}' after it.");
        index = stop;
        return string.Join('\n', lines[start..stop]);
    }

    /// <summary>Moves using directives from the start of some code to <paramref name="usings"/>; returns what is left.</summary>
    private static string Split(string code, StringBuilder usings)
    {
        var rest = new StringBuilder();
        foreach (var line in code.Split('\n'))
            (line.StartsWith("using ", StringComparison.Ordinal) && !line.Contains('=', StringComparison.Ordinal) ? usings : rest).Append(line).Append('\n');
        return rest.ToString();
    }
}
