using System.Reflection;
using System.Runtime.CompilerServices;
using Runnel.Generators.Model;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Incrementality;

/// <summary>
/// What the steps hand on is pure: values that compare by what they hold, and hold nothing of the compiler's. One symbol, node or
/// compilation in it would keep a whole compilation alive for each keystroke, and compare as different each time.
/// </summary>
public sealed class ModelTests
{
    public static TheoryData<string> Names => [.. Steps.All];

    private static IEnumerable<Type> Models => typeof(RecordModel).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(RecordModel).Namespace && !type.IsDefined(typeof(CompilerGeneratedAttribute)))
        .Where(type => !type.IsEnum && !type.IsNested && !(type is { IsAbstract: true, IsSealed: true }));

    public static TheoryData<string> ModelNames => [.. Models.Where(type => !type.IsGenericType).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_step_hands_on_holds_nothing_of_the_compiler(string step)
    {
        var visited = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var values = Values(new Workspace(), step);
        Assert.NotEmpty(values);
        foreach (var value in values) ModelWalk.AssertPure(value, visited);
        Assert.NotEmpty(visited);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_step_hands_on_is_equal_after_everything_was_parsed_again(string step)
    {
        var (first, second) = (Values(new Workspace(), step), Values(new Workspace(), step));
        Assert.Equal(first.Count, second.Count);
        foreach (var (one, other) in first.Zip(second))
        {
            Assert.NotSame(one, other);
            // Not xUnit's own comparison, which looks into collections: the pipeline asks the values themselves.
            Assert.True(one.Equals(other), $"{step}: {one} differs from {other}");
            Assert.Equal(one.GetHashCode(), other.GetHashCode());
        }
    }

    /// <summary>Holds for what no program of these tests makes, too.</summary>
    [Theory]
    [MemberData(nameof(ModelNames))]
    public void A_model_is_a_record_of_values_that_compare_by_what_they_hold(string name)
    {
        var model = Models.Single(type => type.Name == name);
        Assert.True(typeof(IEquatable<>).MakeGenericType(model).IsAssignableFrom(model), $"{name} is no record.");
        foreach (var field in model.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            AssertValue(field.FieldType, $"{name}.{field.Name}");
    }

    [Fact]
    public void A_walk_finds_what_is_not_pure()
    {
        var workspace = new Workspace();
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => ModelWalk.AssertPure(new { workspace.Compilation }, []));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => ModelWalk.AssertPure(new[] { workspace.Compilation.Assembly }, []));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => ModelWalk.AssertPure(Tuple.Create(workspace.Compilation.SyntaxTrees[0].GetRoot(TestContext.Current.CancellationToken)), []));
    }

    private static void AssertValue(Type type, string where)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) type = underlying;
        if (type.IsPrimitive || type.IsEnum || type == typeof(string)) return;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EquatableArray<>))
        {
            AssertValue(type.GetGenericArguments()[0], where);
            return;
        }

        Assert.True(Models.Contains(type), $"{where} is a {type}: neither a model nor a plain value.");
    }

    private static List<object> Values(Workspace workspace, string step)
        => [.. workspace.Result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Value).Where(value => value is not null)];
}
