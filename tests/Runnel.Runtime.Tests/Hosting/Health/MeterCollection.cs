using Xunit;

namespace Runnel.Hosting;

/// <summary>
/// Tests that listen to the meter of the whole process. They run when no others do: those would count, and allocate, for somebody who listens.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeterCollection
{
    public const string Name = "meter";
}
