using System.Collections.Immutable;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>Puts the parts of an app's table together: whatever the order in which files are compiled, the table is the same.</summary>
internal static class AppTables
{
    public static EquatableArray<ExternalProcessorModel> Sort(ImmutableArray<ExternalProcessorModel> processors)
        => processors.OrderBy(item => item.App, StringComparer.Ordinal)
            .ThenBy(item => item.Processor.Display, StringComparer.Ordinal)
            .ThenBy(item => item.Processor.Name, StringComparer.Ordinal)
            .ToEquatableArray();

    /// <summary>The table of one app. Of processors of one name, which the analyzer refuses, the first stays.</summary>
    public static AppTableModel Join(AppModel app, EquatableArray<ExternalProcessorModel> external)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var processors = app.Processors
            .Concat(external.Where(item => item.Module is null && item.App == app.Type).Select(item => item.Processor))
            .Where(processor => names.Add(processor.Name))
            .ToEquatableArray();
        return new(app, processors);
    }

    /// <summary>The modules for apps of other assemblies. Of processors of one name, the first stays here too.</summary>
    public static EquatableArray<ModuleModel> Modules(EquatableArray<ExternalProcessorModel> external)
        => external.Where(item => item.Module is not null)
            .GroupBy(item => item.Module!)
            .Select(module => new ModuleModel(
                module.Key,
                module.Select(item => item.Processor).GroupBy(item => item.Name, StringComparer.Ordinal).Select(named => named.First()).ToEquatableArray()))
            .ToEquatableArray();
}
