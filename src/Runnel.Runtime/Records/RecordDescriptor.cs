using System.ComponentModel;
using Runnel.Records.Schemas;

namespace Runnel;

/// <summary>A record's name and fields, as the generator saw them at compile time.</summary>
/// <param name="Name">The record's name with its containing types, as written in C#.</param>
/// <param name="IsPrimitive">Whether each property is a native stream field.</param>
/// <param name="Fields">The stored fields in the order they are written.</param>
public sealed record RecordDescriptor(string Name, bool IsPrimitive, IReadOnlyList<RecordField> Fields)
{
    private string? _fingerprint;

    /// <summary>The stored name of the field that says which variant a record is; null: it has no variants.</summary>
    public string? Discriminator { get; init; }

    /// <summary>Whether a record is always one of the variants.</summary>
    public bool IsAbstract { get; init; }

    /// <summary>The variants, in the order of their declaration.</summary>
    public IReadOnlyList<RecordVariant> Variants { get; init; } = [];

    /// <summary>Gives the records that <see cref="RecordField.Shape"/> and <see cref="RecordVariant.Record"/> refer to by index; a function, because a record may hold itself.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Func<IReadOnlyList<RecordDescriptor>> Records { get; init; } = static () => [];

    /// <summary>
    /// 16 hexadecimal digits that change with the name, a field or a type of the record or of one that it holds: XxHash64 of the text that is
    /// recorded of them beside the stream's declaration.
    /// </summary>
    public string Fingerprint => _fingerprint ??= RecordSchema.Of(this).Fingerprint;

    /// <summary>The descriptor of a record.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <returns>Its descriptor.</returns>
    public static RecordDescriptor Of<T>()
        where T : IRecord<T> => T.Descriptor;
}

/// <summary>One stored field of a record.</summary>
/// <param name="Name">The stored name.</param>
/// <param name="Type">The property's type, as written in C#.</param>
/// <param name="IsRequired">Whether decoding fails without it.</param>
/// <param name="Shape">The type as far as stored events show it: <c>int32</c>, <c>string?</c>, <c>[#0]</c> for a list of the first of the descriptor's records.</param>
public sealed record RecordField(string Name, string Type, bool IsRequired, string Shape = RecordShape.Anything);

/// <summary>One variant of a record.</summary>
/// <param name="Name">The value of the discriminator.</param>
/// <param name="Record">The index of the variant among the descriptor's <see cref="RecordDescriptor.Records"/>.</param>
public sealed record RecordVariant(string Name, int Record);
