using Runnel.Tests;
using Xunit;

namespace Runnel.Aot.Tests;

/// <summary>What <c>dotnet new runnel-worker</c> makes. (Natively, it is what <see cref="OrdersTests"/> runs.)</summary>
public sealed class TemplateTests(Build build)
{
    [Fact]
    public async Task A_new_worker_builds_without_a_warning_shows_its_settings_and_processes_events()
    {
        const string Name = "Shop-2.Worker";
        using var consumer = new Consumer(await build.PackAsync());
        await consumer.NewAsync(Name);
        await consumer.RunSdkAsync(Name, "build", "--configuration", "Release", "--output", "out", "-warnaserror");
        var program = consumer.PathOf(Name, "out", Name + ".dll");

        var (code, output) = await Worker.RunAsync("dotnet", new Dictionary<string, string>(), program, "config");
        Assert.True(code == 0, output);
        Assert.Contains("memory://", output, StringComparison.Ordinal);
        Assert.Contains("appsettings.json", output, StringComparison.Ordinal);

        using var worker = await Worker.StartAsync("dotnet", new Dictionary<string, string>(), program, "worker");
        await worker.PrintsAsync("processed 9.99");
        worker.Send(Signal.Terminate);
        Assert.Equal(0, await worker.EndAsync());
    }

    [Fact]
    public async Task Names_of_every_kind_become_identifiers_and_names_of_apps()
    {
        using var consumer = new Consumer(await build.PackAsync());
        foreach (var (name, type, app) in new[]
        {
            ("Shop", "ShopApp", "shop"),
            ("Shop.Worker", "ShopWorkerApp", "shop-worker"),
            ("order-items_v2", "OrderItemsV2App", "order-items-v2"),
            ("3rdParty", "Worker3RdPartyApp", "3rd-party"),
            ("WebApp", "WebApp", "web-app"),
            ("Order", "OrderApp", "order"),
        })
        {
            await consumer.NewAsync(name, "--no-restore");
            var program = await ReadAsync(consumer, name, "Program.cs");
            Assert.Contains($"RunAsync<{type}>(args)", program, StringComparison.Ordinal);
            Assert.Contains($"[App(\"{app}\")]", program, StringComparison.Ordinal);
            Assert.True(File.Exists(consumer.PathOf(name, name + ".csproj")), name);
        }

        // But for the names, it is the program that the README begins with.
        var first = await File.ReadAllTextAsync(
            Path.Combine(Build.Root, "samples", "Orders", "Program.cs"), TestContext.Current.CancellationToken);
        var made = await ReadAsync(consumer, "Shop", "Program.cs");
        Assert.Equal(first, made.Replace("ShopApp", "Shop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Options_name_the_app_and_its_redis_and_nothing_of_the_template_is_left()
    {
        using var consumer = new Consumer(await build.PackAsync());
        await consumer.NewAsync("Shop.Worker", "--app-name", "corner-shop", "--redis-url", "redis://redis.example:6380", "--no-restore");

        Assert.Contains("[App(\"corner-shop\")]", await ReadAsync(consumer, "Shop.Worker", "Program.cs"), StringComparison.Ordinal);
        Assert.Contains("\"redis://redis.example:6380\"", await ReadAsync(consumer, "Shop.Worker", "appsettings.json"), StringComparison.Ordinal);
        var files = Directory.EnumerateFiles(consumer.PathOf("Shop.Worker")).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(
            [".dockerignore", ".gitignore", "Dockerfile", "Program.cs", "README.md", "Shop.Worker.csproj", "appsettings.json"], files);
        foreach (var file in files)
        {
            var text = await ReadAsync(consumer, "Shop.Worker", file!);
            Assert.DoesNotContain("Company", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Template", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("RUNNEL_VERSION", text, StringComparison.Ordinal);
        }
    }

    private static Task<string> ReadAsync(Consumer consumer, string project, string file)
        => File.ReadAllTextAsync(consumer.PathOf(project, file), TestContext.Current.CancellationToken);
}
