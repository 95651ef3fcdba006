using System.ComponentModel;

namespace Runnel.Records;

/// <summary>Tells an emitted decoding constructor apart from every constructor a record's author writes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct RecordDecoding;
