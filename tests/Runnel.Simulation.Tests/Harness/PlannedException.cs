namespace Runnel.Simulation.Tests.Harness;

/// <summary>What a processor throws that is to fail.</summary>
public sealed class PlannedException(string message) : Exception(message);
