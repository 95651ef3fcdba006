namespace Runnel;

/// <summary>
/// Makes a library an entry assembly, as a program is one by itself: it brings the processors of all assemblies that it references to
/// their apps. For libraries that a foreign program starts, as function runtimes and plug-in hosts do:
/// <c>[assembly: RunnelEntry]</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RunnelEntryAttribute : Attribute;
