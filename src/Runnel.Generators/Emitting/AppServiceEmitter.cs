using Runnel.Generators.Model;

namespace Runnel.Generators.Emitting;

/// <summary>The helpers of the table that fetch services: those that it uses.</summary>
internal static class AppServiceEmitter
{
    public const string Required = nameof(Required);

    public const string RequiredKeyed = nameof(RequiredKeyed);

    public const string Optional = nameof(Optional);

    public const string OptionalKeyed = nameof(OptionalKeyed);

    private const string Extensions = "global::Microsoft.Extensions.DependencyInjection.ServiceProvider";

    private const string Services = "global::System.IServiceProvider services";

    private static readonly (string Name, AppArgumentKind Kind, bool IsKeyed, string Body)[] Helpers =
    [
        (Required, AppArgumentKind.Required, false, $"""
            public static T {Required}<T>({Services})
                where T : notnull
                => {Extensions}ServiceExtensions.GetRequiredService<T>(services);
            """),
        (RequiredKeyed, AppArgumentKind.Required, true, $"""
            public static T {RequiredKeyed}<T>({Services}, object key)
                where T : notnull
                => {Extensions}KeyedServiceExtensions.GetRequiredKeyedService<T>(services, key);
            """),
        (Optional, AppArgumentKind.Optional, false, $"""
            public static T {Optional}<T>({Services}, T otherwise)
                => services.GetService(typeof(T)) is T service ? service : otherwise;
            """),
        (OptionalKeyed, AppArgumentKind.Optional, true, $"""
            public static T {OptionalKeyed}<T>({Services}, object key, T otherwise)
                => {Extensions}KeyedServiceExtensions.GetKeyedService<T>(services, key) is T service ? service : otherwise;
            """),
    ];

    /// <summary>Writes the helpers that these arguments need.</summary>
    public static void Write(IEnumerable<AppArgumentModel> arguments, SourceWriter writer)
    {
        var used = arguments.ToList();
        foreach (var (_, kind, isKeyed, body) in Helpers)
        {
            if (used.Exists(argument => argument.Kind == kind && argument.Key is not null == isKeyed)) writer.Line().Write(body);
        }
    }

    /// <summary>The arguments of all calls of an app's table.</summary>
    public static IEnumerable<AppArgumentModel> Arguments(AppTableModel table)
        => Arguments(table.Processors.Where(processor => processor.Host is null))
            .Concat(table.App.Constructor?.Arguments ?? [])
            .Concat(table.App.Tasks.SelectMany(task => task.Call.Arguments));

    /// <summary>The arguments of all calls of processors.</summary>
    public static IEnumerable<AppArgumentModel> Arguments(IEnumerable<AppProcessorModel> processors)
        => processors.SelectMany(processor => processor.Middleware.Select(middleware => middleware.Constructor)
            .Append(processor.CreateTarget)
            .SelectMany(constructor => constructor?.Arguments ?? [])
            .Concat(processor.Call.Arguments));
}
