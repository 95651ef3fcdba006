using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Tests.Apps;

/// <summary>Walks a model's objects: one that holds a symbol, syntax or a compilation keeps these alive, and never compares as equal.</summary>
internal static class ModelWalk
{
    public static void AssertPure(object? value, HashSet<object> visited)
    {
        if (value is null || !visited.Add(value)) return;
        Assert.False(
            value is ISymbol or SyntaxNode or SyntaxTree or SyntaxReference or Compilation or SemanticModel or Location or AttributeData or Diagnostic,
            $"A model holds a {value.GetType()}.");
        var type = value.GetType();
        if (type.IsPrimitive || type.IsEnum || value is string) return;
        if (value is IEnumerable items)
        {
            foreach (var item in items) AssertPure(item, visited);
        }

        for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            foreach (var field in at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                AssertPure(field.GetValue(value), visited);
        }
    }
}
