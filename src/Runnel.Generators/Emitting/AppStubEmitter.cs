using Runnel.Generators.Model;

namespace Runnel.Generators.Emitting;

/// <summary>The other half of a stream property that rules refuse: without it the compiler would stop before it comes to the rules.</summary>
internal static class AppStubEmitter
{
    public static void Write(AppStubModel stub, SourceWriter writer)
    {
        var refusal = Refusal.Throw($"{stub.Property.Display} is no usable stream", stub.Rules);
        writer.Write("// A compile error says what is wrong with this stream; it is in no table.").Write(AppEmitter.Head(stub.Property)).Write("{");
        foreach (var accessor in stub.Accessors) writer.Write($"    {accessor} => {refusal};");
        writer.Write("}").Line();
    }
}
