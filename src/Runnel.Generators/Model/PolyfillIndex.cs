// What the C# compiler needs of newer frameworks to compile list patterns for netstandard2.0.
namespace System;

internal readonly struct Index(int value, bool fromEnd = false)
{
    public static implicit operator Index(int value) => new(value);

    public int GetOffset(int length) => fromEnd ? length - value : value;
}
