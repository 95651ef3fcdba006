namespace Runnel.Generators.Model;

/// <summary>Where an argument of an emitted call comes from.</summary>
internal enum AppArgumentKind
{
    /// <summary>What the processor's shape hands over: the events, the record, the raw event, the batch.</summary>
    Item,

    /// <summary>The <c>EventContext</c>.</summary>
    Context,

    /// <summary>The <c>CancellationToken</c>.</summary>
    Cancellation,

    /// <summary>The <c>IServiceProvider</c> itself.</summary>
    Services,

    /// <summary>A service that must be there.</summary>
    Required,

    /// <summary>A service that may be missing: the parameter is nullable or has a default value.</summary>
    Optional,
}

/// <summary>One argument of an emitted call.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Type">The service's type from <c>global::</c> on; empty for what is no service.</param>
/// <param name="Key">The key of a keyed service, as a C# expression; null: not keyed.</param>
/// <param name="Otherwise">What an optional service is when it is missing, as a C# expression.</param>
internal sealed record AppArgumentModel(AppArgumentKind Kind, string Type = "", string? Key = null, string Otherwise = "")
{
    public bool IsService => Kind >= AppArgumentKind.Services;
}
