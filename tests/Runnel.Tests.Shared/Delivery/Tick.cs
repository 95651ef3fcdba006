namespace Runnel.Tests.Delivery;

/// <summary>The record of the delivery tests.</summary>
[Record(Primitive = true)]
public partial record Tick(int Number);
