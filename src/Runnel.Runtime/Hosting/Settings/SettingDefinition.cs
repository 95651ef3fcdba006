using System.Diagnostics.CodeAnalysis;

namespace Runnel.Hosting;

/// <summary>What a setting can be said of.</summary>
internal enum SettingScope
{
    /// <summary>The app as a whole.</summary>
    App,

    /// <summary>Each stream, with a default for the app (<c>Default…</c>).</summary>
    PerStream,

    /// <summary>Each processor, with a default for the app (<c>Default…</c>).</summary>
    PerProcessor,
}

/// <summary>One line of <see cref="SettingTable"/>: a setting, whatever its type.</summary>
internal abstract class SettingDefinition(string name, SettingScope scope, string description)
{
    /// <summary>The name on a stream or processor, or of the app's setting: <c>PrefetchCount</c>, <c>RedisUrl</c>.</summary>
    public string Name => name;

    /// <summary>The name of the app's setting: <c>DefaultPrefetchCount</c>, <c>RedisUrl</c>.</summary>
    public string AppName { get; } = scope == SettingScope.App ? name : "Default" + name;

    public SettingScope Scope => scope;

    /// <summary>What it does, in one or two sentences.</summary>
    public string Description => description;

    /// <summary>Whether its value must be masked when shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>What is allowed, in words.</summary>
    public abstract string Allowed { get; }

    /// <summary>The value when nobody says anything.</summary>
    public abstract object BuiltIn { get; }

    public abstract bool TryRead(string text, [NotNullWhen(true)] out object? value);

    public abstract string Write(object value);

    /// <summary>
    /// Whether a name means this setting, on the app or (<paramref name="named"/>) on one stream or processor. The unit may be left out, as
    /// the original's guide does: <c>lock_expiry</c> is <c>LockExpirySeconds</c>.
    /// </summary>
    public bool IsCalled(string written, bool named)
    {
        var full = named ? Name : AppName;
        return SettingName.Same(full, written)
            || (full.EndsWith("Seconds", StringComparison.Ordinal) && SettingName.Same(full[..^"Seconds".Length], written));
    }
}

/// <summary>One line of <see cref="SettingTable"/>.</summary>
internal sealed class SettingDefinition<T>(string name, SettingScope scope, SettingKind<T> kind, T builtIn, string description)
    : SettingDefinition(name, scope, description)
    where T : notnull
{
    public override string Allowed => kind.Allowed;

    public override object BuiltIn => builtIn;

    public override bool TryRead(string text, [NotNullWhen(true)] out object? value)
    {
        var isAllowed = kind.Read(text.Trim(), out var typed);
        value = isAllowed ? typed : null;
        return isAllowed;
    }

    public override string Write(object value) => kind.Write((T)value);
}
