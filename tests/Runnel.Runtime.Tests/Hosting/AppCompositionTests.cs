using Microsoft.Extensions.Hosting;
using Runnel.Contracts;
using Runnel.Pipeline;
using Xunit;

namespace Runnel.Hosting;

/// <summary>An app is put together of its own table and the modules that were added, whatever their order.</summary>
public sealed class AppCompositionTests
{
    private static readonly AppDescriptor Own = Table([Stream("dead"), Stream("sink")], Processor("own", "dead"));

    [Fact]
    public void An_app_without_modules_is_its_own_table()
        => Assert.Same(Own, AppComposition.Compose(typeof(AppCompositionTests), Own));

    [Fact]
    public void Modules_come_after_the_apps_own_processors_in_the_order_of_their_assemblies_and_once()
    {
        var second = Module<Added>("Second", Processor("b", "dead"));
        AppModules.Add(second);
        AppModules.Add(Module<Added>("First", Processor("z", "dead"), Processor("a", "dead")));
        AppModules.Add(second);

        var app = AppComposition.Compose(typeof(Added), Own);

        Assert.Equal(["own", "z", "a", "b"], app.Processors.Select(processor => processor.Name));
        Assert.Equal((Own.Name, Own.Settings, Own.Streams, Own.Tasks), (app.Name, app.Settings, app.Streams, app.Tasks));
        AppComposition.Check(app);
    }

    [Fact]
    public async Task Modules_may_be_added_side_by_side()
    {
        var modules = Enumerable.Range(0, 100).Select(number => Module<Parallel>($"{number:000}", Processor($"{number:000}", "dead"))).ToList();
        await Task.WhenAll(modules.Select(module => Task.Run(() => AppModules.Add(module))));
        Assert.Equal(modules, AppModules.Of(typeof(Parallel)));
    }

    [Fact]
    public void Two_processors_of_one_name_are_an_error_that_names_both()
    {
        var app = Table([Stream("dead")], Processor("pack", "dead"), Processor("pack", "dead", "Other.Pack"));
        var error = Assert.Throws<SettingException>(() => AppComposition.Check(app));
        Assert.Equal("till has two processors named 'pack': Work.pack and Other.Pack. Set Name on one of them.", error.Message);
    }

    [Theory]
    [InlineData("gone", null)]
    [InlineData("dead", "gone")]
    public void A_processor_of_a_stream_or_with_a_sink_that_the_app_has_not_is_an_error(string stream, string? sink)
    {
        var app = Table([Stream("dead")], Processor("pack", stream, sink: sink));
        var error = Assert.Throws<SettingException>(() => AppComposition.Check(app));
        Assert.StartsWith("till has no stream 'gone', which its processor 'pack' (Work.pack) was compiled for", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_that_does_not_fit_fails_the_hosts_start()
    {
        AppModules.Add(Module<Lone>("Late", Processor("pack", "gone")));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddRunnel<Lone>();
        using var host = builder.Build();
        var error = await Assert.ThrowsAsync<SettingException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains("was built against another version of the app", error.Message, StringComparison.Ordinal);
    }

    private static AppDescriptor Table(StreamDescriptor[] streams, params ProcessorDescriptor[] processors)
        => new() { Name = "till", Streams = streams, Processors = processors, Tasks = [] };

    private static ModuleDescriptor Module<T>(string assembly, params ProcessorDescriptor[] processors)
        => new() { App = typeof(T), Assembly = assembly, Processors = processors };

    private static StreamDescriptor<Dead> Stream(string name) => new()
    {
        Name = name,
        Source = $"Till.{name}",
        Codec = static compressor => new StructuredCodec<Dead>(new JsonRecordSerializer<Dead>(), compressor),
    };

    private static RawEventProcessor<AppCompositionTests, Dead> Processor(string name, string stream, string? source = null, string? sink = null) => new()
    {
        Name = name,
        Stream = stream,
        Source = source ?? $"Work.{name}",
        DeadLetterSink = sink,
        Method = static (_, _, _, _, _) => ValueTask.CompletedTask,
    };

    /// <summary>Modules are the process': each test that adds some has an app of its own.</summary>
    private sealed class Added;

    private sealed class Parallel;

    private sealed class Lone : IRunnelApp<Lone>
    {
        static AppDescriptor IRunnelApp<Lone>.Descriptor => Table([]);

        IReadOnlyList<IAppStream> IRunnelApp<Lone>.Streams => [];

        static Lone IRunnelApp<Lone>.Create(IServiceProvider services) => new();
    }
}
