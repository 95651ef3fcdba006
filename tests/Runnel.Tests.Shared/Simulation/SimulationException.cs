namespace Runnel.Tests.Simulation;

/// <summary>A run that did not end, or that left the simulation.</summary>
public sealed class SimulationException(string message) : Exception(message);
