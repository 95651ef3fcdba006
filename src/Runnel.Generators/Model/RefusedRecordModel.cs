namespace Runnel.Generators.Model;

/// <summary>A record that breaks rules: what keeps compiling that uses it.</summary>
/// <param name="FileName">The emitted file's name.</param>
/// <param name="Namespace">The namespace, empty for the global one.</param>
/// <param name="Containers">The partial declarations around the record, outermost first.</param>
/// <param name="Declaration">The record's own.</param>
/// <param name="FullName">The type with <c>global::</c> and type parameters.</param>
/// <param name="ShownName">The name for messages.</param>
/// <param name="IsPrimitive">Whether it is marked as primitive.</param>
/// <param name="IsVariant">Whether another record names it as a variant.</param>
/// <param name="Rules">The rules that it breaks; none where the compiler itself complains of it.</param>
internal sealed record RefusedRecordModel(
    string FileName,
    string Namespace,
    EquatableArray<string> Containers,
    string Declaration,
    string FullName,
    string ShownName,
    bool IsPrimitive,
    bool IsVariant,
    EquatableArray<string> Rules);

/// <summary>What becomes of a type marked <c>[Record]</c>.</summary>
/// <param name="Model">The record.</param>
/// <param name="Refused">A record that breaks rules.</param>
/// <param name="Problems">The broken rules, where the compiler does not come to the analyzer and the generator reports them.</param>
internal sealed record RecordPartModel(RecordModel? Model, RefusedRecordModel? Refused, EquatableArray<ProblemModel> Problems)
{
    /// <summary>Of a part that is marked a second time.</summary>
    public static RecordPartModel Nothing { get; } = new(null, null, EquatableArray<ProblemModel>.Empty);
}
