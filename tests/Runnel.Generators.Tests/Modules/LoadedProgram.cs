using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Runnel.Contracts;
using Runnel.Hosting;

namespace Runnel.Generators.Tests.Modules;

/// <summary>Emitted assemblies, loaded beside each other.</summary>
internal sealed class LoadedProgram
{
    private readonly AssemblyLoadContext _context = new(null, isCollectible: true);

    public LoadedProgram(params GeneratorRun[] libraries)
    {
        _context.Resolving += (context, name) => context.Assemblies.FirstOrDefault(assembly => assembly.GetName().Name == name.Name);
        foreach (var library in libraries) Load(library);
    }

    /// <summary>Loads an assembly as a program or a library: nothing of it has run yet.</summary>
    public Assembly Load(GeneratorRun run)
    {
        run.AssertClean();
        using var stream = new MemoryStream(run.Image());
        return _context.LoadFromStream(stream);
    }

    /// <summary>Loads an entry assembly and does what the runtime does before it runs anything of it.</summary>
    public void Start(GeneratorRun run) => RuntimeHelpers.RunModuleConstructor(Load(run).ManifestModule.ModuleHandle);

    /// <summary>The app's table, as a host sees it.</summary>
    public AppDescriptor Table(string app)
    {
        var registration = (AppRegistration)Activator.CreateInstance(typeof(AppRegistration<>).MakeGenericType(Type(app)))!;
        AppComposition.Check(registration.App);
        return registration.App;
    }

    public Type Type(string name) => _context.Assemblies.Select(assembly => assembly.GetType(name)).OfType<Type>().Single();

    /// <summary>Makes the object that holds a processor's method, as a worker does, and calls the method with an event or a batch.</summary>
    public static async Task CallAsync(ProcessorDescriptor processor, IServiceProvider services, object item)
    {
        var create = (Delegate?)processor.GetType().GetProperty("CreateTarget")!.GetValue(processor);
        var method = (Delegate)processor.GetType().GetProperty("Method")!.GetValue(processor)!;
        await (ValueTask)method.DynamicInvoke(create?.DynamicInvoke(services), item, null, services, TestContext.Current.CancellationToken)!;
    }

    public IEnumerable<string> Processors(string app) => Table(app).Processors.Select(processor => processor.Name);
}
