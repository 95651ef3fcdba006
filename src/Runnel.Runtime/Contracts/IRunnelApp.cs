using System.ComponentModel;

namespace Runnel.Contracts;

/// <summary>What the source generator implements for every <see cref="AppAttribute">[App]</see> class, as explicit interface members.</summary>
/// <typeparam name="TSelf">The app itself.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IRunnelApp<TSelf>
    where TSelf : class, IRunnelApp<TSelf>
{
    /// <summary>Everything that was found at compile time: streams, processors, background tasks.</summary>
    static abstract AppDescriptor Descriptor { get; }

    /// <summary>Calls the app's constructor with services.</summary>
    /// <param name="services">Where the constructor's arguments come from.</param>
    /// <returns>The app, its streams not bound yet.</returns>
    static abstract TSelf Create(IServiceProvider services);

    /// <summary>The app's streams in the order of <see cref="AppDescriptor.Streams"/>.</summary>
    IReadOnlyList<IAppStream> Streams { get; }
}

/// <summary>A stream of an app, as the registration table sees it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IAppStream
{
    /// <summary>What the app declares of it.</summary>
    StreamDescriptor Descriptor { get; }
}
