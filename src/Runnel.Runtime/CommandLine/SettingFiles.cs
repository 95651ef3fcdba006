using Microsoft.Extensions.Configuration;

namespace Runnel.CommandLine;

/// <summary>Adds <c>appsettings.json</c> files that exist. Looking first is cheaper than setting a file provider up for nothing.</summary>
internal static class SettingFiles
{
    /// <summary>Adds the files; returns what was wrong with one, to be said when the program runs.</summary>
    public static SettingException? TryAdd(IConfigurationBuilder configuration, IReadOnlyList<string> folders, string environment)
    {
        var paths = folders
            .Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
            .Distinct()
            .SelectMany(folder => new[] { Path.Combine(folder, "appsettings.json"), Path.Combine(folder, $"appsettings.{environment}.json") })
            .Where(File.Exists);
        foreach (var path in paths)
        {
            try
            {
                configuration.AddJsonFile(path, optional: true, reloadOnChange: false);
            }
            catch (Exception error) when (error is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
            {
                return new SettingException($"{path} cannot be read: {(error.InnerException ?? error).Message}", error.InnerException as RunnelException);
            }
        }

        return null;
    }
}
