namespace Runnel.Generators.Model;

/// <summary>When a background task runs, by the names of the runtime's <c>BackgroundTaskKind</c>.</summary>
internal enum AppTaskKind
{
    Startup,
    Timer,
    Crontab,
}

/// <summary>A startup task, timer or crontab.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Display">The method with its types, for messages: <c>Shop.Send</c>.</param>
/// <param name="Kind">When it runs.</param>
/// <param name="Seconds">The interval of a timer, as a C# literal; empty for the others.</param>
/// <param name="Expression">The expression of a crontab; empty for the others.</param>
/// <param name="TimeZone">The time zone of a crontab; empty: the app's.</param>
/// <param name="OnLeader">Whether only the leader runs it.</param>
/// <param name="Misfire">What becomes of missed ticks, as a C# expression; empty: the default.</param>
/// <param name="Overlap">Whether runs may overlap.</param>
/// <param name="Call">The method.</param>
internal sealed record AppTaskModel(
    string Name,
    string Display,
    AppTaskKind Kind,
    string Seconds,
    string Expression,
    string TimeZone,
    bool OnLeader,
    string Misfire,
    bool Overlap,
    AppCallModel Call);
