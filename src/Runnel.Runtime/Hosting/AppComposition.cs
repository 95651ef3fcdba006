using Runnel.Contracts;

namespace Runnel.Hosting;

/// <summary>Puts an app's own table and the modules of other assemblies together.</summary>
internal static class AppComposition
{
    /// <summary>The app with all its processors: its own, then those of each module.</summary>
    public static AppDescriptor Compose(Type app, AppDescriptor own)
    {
        var modules = AppModules.Of(app);
        if (modules.Count == 0) return own;
        List<ProcessorDescriptor> processors = [.. own.Processors];
        foreach (var module in modules) processors.AddRange(module.Processors);
        return new AppDescriptor
        {
            Name = own.Name,
            Settings = own.Settings,
            Streams = own.Streams,
            Processors = processors,
            Tasks = own.Tasks,
        };
    }

    /// <summary>
    /// Checks what the compiler of the entry assembly checks too: assemblies may be exchanged after that, and rules be suppressed.
    /// </summary>
    /// <exception cref="SettingException">The parts do not fit together.</exception>
    public static void Check(AppDescriptor app)
    {
        var known = new Dictionary<string, ProcessorDescriptor>(StringComparer.Ordinal);
        foreach (var processor in app.Processors)
        {
            if (!known.TryAdd(processor.Name, processor))
                throw new SettingException($"{app.Name} has two processors named '{processor.Name}': {known[processor.Name].Source} and {processor.Source}. Set Name on one of them.");
            CheckStream(app, processor, processor.Stream);
            if (processor.DeadLetterSink is { } sink) CheckStream(app, processor, sink);
        }
    }

    private static void CheckStream(AppDescriptor app, ProcessorDescriptor processor, string name)
    {
        foreach (var stream in app.Streams)
        {
            if (stream.Name == name) return;
        }

        throw new SettingException(
            $"{app.Name} has no stream '{name}', which its processor '{processor.Name}' ({processor.Source}) was compiled for: "
            + "its assembly was built against another version of the app. Build it against this one.");
    }
}
