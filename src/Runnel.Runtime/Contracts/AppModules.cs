using System.ComponentModel;

namespace Runnel.Contracts;

/// <summary>
/// The modules that entry assemblies have brought to this process. An app cannot know them: its assembly was compiled before theirs. An
/// initializer of the entry assembly, which runs before all else in it, adds them; whoever sets an app up then finds them here.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class AppModules
{
    private static readonly Lock Turn = new();

    /// <summary>Never changed, only replaced: reading needs no lock.</summary>
    private static volatile ModuleDescriptor[] _known = [];

    /// <summary>Makes a module known. A second time changes nothing: several entry assemblies may share a library.</summary>
    /// <param name="module">The module; there is one object of each.</param>
    public static void Add(ModuleDescriptor module)
    {
        ArgumentNullException.ThrowIfNull(module);
        lock (Turn)
        {
            if (Array.IndexOf(_known, module) < 0) _known = [.. _known, module];
        }
    }

    /// <summary>The modules of an app in the order of their assemblies' names, whatever the order in which they came.</summary>
    internal static List<ModuleDescriptor> Of(Type app)
    {
        var found = new List<ModuleDescriptor>();
        foreach (var module in _known)
        {
            if (module.App == app) found.Add(module);
        }

        found.Sort(static (left, right) => string.CompareOrdinal(left.Assembly, right.Assembly));
        return found;
    }
}
