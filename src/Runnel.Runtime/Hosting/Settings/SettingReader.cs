using Runnel.Brokers.Redis;
using Runnel.Contracts;

namespace Runnel.Hosting;

/// <summary>Finds out what an entry of a source means: which setting of what, and which value. Whatever it cannot place is an error that helps.</summary>
internal sealed class SettingReader(AppDescriptor app, IReadOnlyList<AppDescriptor> others)
{
    /// <summary>The setting an entry means; null: it means another app of this process.</summary>
    /// <exception cref="SettingException">The name is unknown or the value not allowed.</exception>
    public EffectiveSetting? Read(SettingEntry entry)
    {
        if (entry.Path.Count == 1) return Value(new SettingPath(Definition(entry)), entry.Value, entry.Origin);
        if (entry.Path.Count != 3 || Scope(entry.Path[0]) is not { } scope) throw Unknown(entry);

        var definition = SettingTable.Of(scope).FirstOrDefault(definition => definition.IsCalled(entry.Path[2], named: true)) ?? throw Unknown(entry);
        if (Target(scope, entry) is not { } target) return null;
        if (definition == SettingTable.PartitionCount && app.Streams.First(stream => stream.Name == target).DeadLettersOf is not null)
            throw new SettingException($"{entry.Origin}: '{target}' takes dead letters and always has one partition.");
        return Value(new SettingPath(definition, target), entry.Value, entry.Origin);
    }

    /// <summary>Reads a value.</summary>
    /// <exception cref="SettingException">It is not allowed.</exception>
    public static EffectiveSetting Value(SettingPath path, string text, string origin)
    {
        if (path.Definition.TryRead(text, out var value)) return new EffectiveSetting(path, value, origin);
        var shown = path.Definition.IsSecret ? SecretMask.Apply(text) : text;
        throw new SettingException($"{path} is '{shown}', from {origin}. Allowed: {path.Definition.Allowed}.");
    }

    private SettingDefinition Definition(SettingEntry entry)
    {
        foreach (var definition in SettingTable.All)
        {
            if (definition.IsCalled(entry.Path[0], named: false)) return definition;
        }

        if (SettingTable.Replaced.TryGetValue(SettingName.Normalize(entry.Path[0]), out var instead))
            throw new SettingException($"{entry.Origin}: there is no such setting. {instead}");
        throw Unknown(entry);
    }

    private static SettingScope? Scope(string level) => SettingName.Normalize(level) switch
    {
        "streams" => SettingScope.PerStream,
        "processors" => SettingScope.PerProcessor,
        _ => null,
    };

    private string? Target(SettingScope scope, SettingEntry entry)
    {
        var written = entry.Path[1];
        var names = Names(app, scope);
        var meant = names.Where(name => SettingName.Same(name, written)).ToList();
        if (meant.Count > 1) meant = [.. meant.Where(name => string.Equals(name, written, StringComparison.OrdinalIgnoreCase))];
        if (meant.Count == 1) return meant[0];

        var kind = scope == SettingScope.PerStream ? "stream" : "processor";
        var similar = names.Where(name => SettingName.Same(name, written)).ToList();
        if (similar.Count > 1)
            throw new SettingException($"{entry.Origin} may mean {kind} {string.Join(" or ", similar)}. Say it in appsettings.json, where the exact name counts.");
        if (others.Any(other => Names(other, scope).Any(name => SettingName.Same(name, written)))) return null;
        throw new SettingException(
            $"{entry.Origin}: {app.Name} has no {kind} '{written}'.{Suggestion.For(written, names)} "
            + (names.Count == 0 ? $"It has no {kind}s." : $"It has: {string.Join(", ", names)}."));
    }

    private static List<string> Names(AppDescriptor app, SettingScope scope) => scope == SettingScope.PerStream
        ? [.. app.Streams.Select(stream => stream.Name)]
        : [.. app.Processors.Select(processor => processor.Name)];

    private SettingException Unknown(SettingEntry entry)
    {
        var paths = SettingTable.All.Select(definition => new SettingPath(definition))
            .Concat(SettingTable.Of(SettingScope.PerStream).SelectMany(definition => app.Streams.Select(stream => new SettingPath(definition, stream.Name))))
            .Concat(SettingTable.Of(SettingScope.PerProcessor).SelectMany(
                definition => app.Processors.Select(processor => new SettingPath(definition, processor.Name))));
        var byName = paths.ToLookup(path => path.Target is null ? path.Definition.AppName : path.ToString());
        var nearest = Suggestion.Nearest(string.Join('.', entry.Path), byName.Select(paths => paths.Key));
        var meant = nearest is null ? "" : $" Did you mean {entry.Spell(byName[nearest].First())}?";
        return new SettingException($"{entry.Origin} is no setting of Runnel.{meant} The command 'config' lists all settings.");
    }
}
