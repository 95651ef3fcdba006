namespace Runnel.Hosting;

/// <summary>One thing that a source says: a path of names, its text and where exactly it stands.</summary>
/// <param name="Path"><c>[RedisUrl]</c> or <c>[Processors, print, PrefetchCount]</c>, spelt as the source spells it.</param>
/// <param name="Value">The value as text.</param>
/// <param name="Origin">Where it stands, for people: <c>environment (RUNNEL_REDIS_URL)</c>.</param>
/// <param name="Spell">How this source spells a path, for suggestions.</param>
internal sealed record SettingEntry(IReadOnlyList<string> Path, string Value, string Origin, Func<SettingPath, string> Spell);

/// <summary>Where a setting can stand: on the app, or on one stream or processor. (A class: collections of structs are code of their own in a native file.)</summary>
internal sealed record SettingPath(SettingDefinition Definition, string? Target = null)
{
    /// <summary><c>default_prefetch_count</c> or <c>processors.print.prefetch_count</c>.</summary>
    public override string ToString() => Target is null
        ? SettingName.ToSnakeCase(Definition.AppName)
        : $"{(Definition.Scope == SettingScope.PerStream ? "streams" : "processors")}.{Target}.{SettingName.ToSnakeCase(Definition.Name)}";
}
