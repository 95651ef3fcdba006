using Microsoft.Extensions.DependencyInjection;

namespace Runnel.Tests.Hosting;

/// <summary>Runs <see cref="Till"/> as a program inside the test.</summary>
internal sealed class TillProgram : TestProgram<Till>
{
    public TillScript Script { get; } = new();

    protected override void AddServices(IServiceCollection services) => services.AddSingleton(Script);
}
