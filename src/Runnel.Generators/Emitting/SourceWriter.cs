using System.Text;

namespace Runnel.Generators.Emitting;

/// <summary>Writes indented C#: <c>Write("""…""")</c> takes whole raw strings, each line indented to where the writer stands; newlines are <c>\n</c>.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public SourceWriter Line() => Append("");

    public SourceWriter Write(string lines)
    {
        foreach (var line in lines.Replace("\r\n", "\n").Split('\n')) Append(line);
        return this;
    }

    /// <summary>Writes a line (none where it is empty) and an opening brace, and indents.</summary>
    public SourceWriter Open(string line)
    {
        if (line.Length > 0) Write(line);
        Append("{");
        _depth++;
        return this;
    }

    /// <summary>Outdents and writes a closing brace, with what follows it.</summary>
    public SourceWriter Close(string suffix = "")
    {
        _depth--;
        return Append("}" + suffix);
    }

    public override string ToString() => _text.ToString();

    private SourceWriter Append(string line)
    {
        if (line.Length > 0) _text.Append(' ', _depth * 4).Append(line);
        _text.Append('\n');
        return this;
    }
}
