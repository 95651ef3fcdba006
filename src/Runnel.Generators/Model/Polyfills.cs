// What the C# compiler needs of newer frameworks to compile records for netstandard2.0.
namespace System.Runtime.CompilerServices;

internal static class IsExternalInit;
