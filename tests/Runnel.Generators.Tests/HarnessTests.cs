namespace Runnel.Generators.Tests;

public class HarnessTests
{
    [Fact]
    public void What_is_emitted_compiles_and_loads()
    {
        var assembly = GeneratorHarness.Run("namespace Shop; [Runnel.Record] internal sealed partial record Order(int Id, string Name);").Load();
        Assert.Contains(assembly.GetType("Shop.Order")!.GetInterfaces(), type => type.Name == "IRecord`1");
    }
}
