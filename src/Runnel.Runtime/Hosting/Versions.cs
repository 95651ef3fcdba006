using System.Reflection;

namespace Runnel.Hosting;

/// <summary>Versions for people.</summary>
internal static class Versions
{
    public static string Runnel { get; } = Of(typeof(Versions).Assembly);

    /// <summary>The informational version without the commit after <c>+</c>.</summary>
    public static string Of(Assembly assembly)
    {
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version?.ToString() ?? "0.0.0";
        var commit = version.IndexOf('+', StringComparison.Ordinal);
        return commit < 0 ? version : version[..commit];
    }
}
