namespace Runnel.Scaling.Worker;

/// <summary>The event: two numbers and a payload, whose size is what varies.</summary>
[Record(Primitive = true)]
internal sealed partial record Sample(int Key, long Number, ReadOnlyMemory<byte> Payload)
{
    public const int Keys = 10_000;
}
