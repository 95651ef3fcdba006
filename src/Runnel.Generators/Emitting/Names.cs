using Runnel.Generators.Parsing;

namespace Runnel.Generators.Emitting;

/// <summary>Hands out identifiers that are not taken yet, in one scope.</summary>
internal sealed class Names(params string[] taken)
{
    private readonly HashSet<string> _taken = new(taken, StringComparer.Ordinal);

    /// <summary>The wish itself, else with a number behind it; escaped where it is a keyword.</summary>
    public string Take(string wish) => TypeNames.Identifier(TakePart(wish));

    /// <summary>As <see cref="Take"/>, for a name that is only part of an identifier.</summary>
    public string TakePart(string wish)
    {
        var name = wish;
        for (var number = 2; !_taken.Add(name); number++) name = wish + number;
        return name;
    }

    /// <summary>A local variable's name for a property: <c>OrderId</c>, <c>orderId</c>.</summary>
    public string TakeLocal(string property) => Take(char.ToLowerInvariant(property[0]) + property.Substring(1));
}
