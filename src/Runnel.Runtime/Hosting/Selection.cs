using Runnel.Contracts;

namespace Runnel.Hosting;

/// <summary>Finds streams and processors by the names people type.</summary>
internal static class Selection
{
    /// <summary>The named processors; all when none is named.</summary>
    /// <exception cref="SettingException">There is no such processor.</exception>
    public static IReadOnlyList<ProcessorDescriptor> Processors(AppDescriptor app, IReadOnlyList<string> names)
        => names.Count == 0 ? app.Processors : [.. names.Select(name => Processor(app, name)).Distinct()];

    /// <exception cref="SettingException">There is no such processor.</exception>
    public static ProcessorDescriptor Processor(AppDescriptor app, string name)
        => app.Processors[Find("processor", app, name, [.. app.Processors.Select(processor => processor.Name)])];

    /// <exception cref="SettingException">There is no such stream.</exception>
    public static StreamDescriptor Stream(AppDescriptor app, string name)
        => app.Streams[Find("stream", app, name, [.. app.Streams.Select(stream => stream.Name)])];

    private static int Find(string kind, AppDescriptor app, string name, List<string> names)
    {
        var exact = names.IndexOf(name);
        if (exact >= 0) return exact;
        var meant = names.FindIndex(candidate => SettingName.Same(candidate, name));
        if (meant >= 0 && names.FindLastIndex(candidate => SettingName.Same(candidate, name)) == meant) return meant;
        throw new SettingException(
            $"{app.Name} has no {kind} '{name}'.{Suggestion.For(name, names)} "
            + (names.Count == 0 ? $"It has no {kind}s." : $"It has: {string.Join(", ", names)}."));
    }
}
