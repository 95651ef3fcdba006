namespace Runnel.Generators.Model;

/// <summary>A partial stream property, as its other half must repeat it.</summary>
/// <param name="Modifiers">All modifiers, <c>partial</c> among them, as written.</param>
/// <param name="Type">Its type from <c>global::</c> on.</param>
/// <param name="Name">Its name, escaped.</param>
/// <param name="Display">Its name with those of its types, for messages: <c>Shop.Orders</c>.</param>
internal sealed record AppPropertyModel(string Modifiers, string Type, string Name, string Display);

/// <summary>A stream or a dead-letter sink.</summary>
/// <param name="Property">The property that declares it.</param>
/// <param name="Field">The name of the field behind the property, and (without underscores) of its entry in the table.</param>
/// <param name="Name">The stream's name.</param>
/// <param name="Record">The record's type from <c>global::</c> on.</param>
/// <param name="IsPrimitive">Whether each property of the record is a native stream field.</param>
/// <param name="Settings">The settings written in its attribute.</param>
/// <param name="DeadLettersOf">For a sink, the name of its source; null: a stream.</param>
/// <param name="Key">The partition key; null: a sink.</param>
/// <param name="Serializer">The user's serializer closed over the record; null: JSON.</param>
/// <param name="Compressor">The stream's own compressor; null: what settings choose.</param>
/// <param name="Hasher">The stream's own hasher; null: XxHash64.</param>
internal sealed record AppStreamModel(
    AppPropertyModel Property,
    string Field,
    string Name,
    string Record,
    bool IsPrimitive,
    EquatableArray<AppSettingModel> Settings,
    string? DeadLettersOf = null,
    AppKeyModel? Key = null,
    string? Serializer = null,
    string? Compressor = null,
    string? Hasher = null);

/// <summary>A partition key.</summary>
/// <param name="Member">What the stream's <c>PartitionBy</c> names, for messages and comments.</param>
/// <param name="Property">The record's property, escaped; null: a static method of the app.</param>
/// <param name="Method">The static method with its type from <c>global::</c> on; null: a property.</param>
/// <param name="Cast">The integer type that an enum is cast to; null: no enum.</param>
internal sealed record AppKeyModel(string Member, string? Property, string? Method, string? Cast);
