using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Parsing;

/// <summary>Names for emitted members of an app, none of which its user has taken.</summary>
internal sealed class AppFieldNames(INamedTypeSymbol app)
{
    private readonly HashSet<string> _taken = [];

    /// <summary><c>__orders</c> for a property <c>Orders</c>; numbered where that is taken.</summary>
    public string For(string property)
    {
        var name = "__" + char.ToLowerInvariant(property[0]) + property.Substring(1);
        var free = name;
        for (var number = 2; !IsFree(free); number++) free = name + number;
        _taken.Add(free);
        return free;
    }

    private bool IsFree(string name) => !_taken.Contains(name) && app.GetMembers(name).IsEmpty;
}
