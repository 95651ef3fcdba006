using Microsoft.Extensions.Logging;

namespace Runnel.Hosting;

/// <summary>The named values of a log event or scope.</summary>
internal static class LogFields
{
    private const string Template = "{OriginalFormat}";

    /// <summary>Adds what a state names; false: it names nothing, its text is all there is.</summary>
    public static bool TryCollect(object? state, Dictionary<string, object?> fields)
    {
        if (state is not IEnumerable<KeyValuePair<string, object?>> pairs) return false;
        foreach (var (name, value) in pairs)
        {
            if (name != Template) fields[name] = value;
        }

        return true;
    }

    /// <summary>The named values of all scopes, outermost first, so that inner ones outrank; scopes of plain text under <c>scope</c>.</summary>
    public static Dictionary<string, object?>? OfScopes(IExternalScopeProvider? scopes)
    {
        if (scopes is null) return null;
        var state = new ScopeState();
        scopes.ForEachScope(
            static (scope, state) =>
            {
                var fields = state.Fields ??= [];
                if (!TryCollect(scope, fields) && scope is not null) fields["scope"] = scope;
            },
            state);
        return state.Fields;
    }

    private sealed class ScopeState
    {
        public Dictionary<string, object?>? Fields { get; set; }
    }
}
