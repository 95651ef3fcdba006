namespace Runnel.Generators.Model;

/// <summary>A partial stream property, as its other half must repeat it.</summary>
/// <param name="Modifiers">All modifiers, <c>partial</c> among them, as written.</param>
/// <param name="Type">Its type from <c>global::</c> on.</param>
/// <param name="Name">Its name, escaped.</param>
/// <param name="Display">Its name with those of its types, for messages: <c>Shop.Orders</c>.</param>
internal sealed record AppPropertyModel(string Modifiers, string Type, string Name, string Display);

/// <summary>The other half of a stream property that rules refuse: it keeps the property compiling, and throws.</summary>
/// <param name="Property">The property.</param>
/// <param name="Accessors">Its accessors as declared: <c>get</c>, <c>private set</c>.</param>
/// <param name="Rules">The rules that it breaks; none where something else does that it needs.</param>
internal sealed record AppStubModel(AppPropertyModel Property, EquatableArray<string> Accessors, EquatableArray<string> Rules);

/// <summary>The other half of a marked property whose class is no app.</summary>
/// <param name="FileName">The name of the emitted file.</param>
/// <param name="Namespace">The namespace, empty for the global one.</param>
/// <param name="Containers">The heads of the types around it, outermost first.</param>
/// <param name="Stub">The property.</param>
internal sealed record StrayStreamModel(string FileName, string Namespace, EquatableArray<string> Containers, AppStubModel Stub);

/// <summary>What becomes of a marked property whose class is no app: a half that throws, or what the generator reports.</summary>
internal sealed record StrayStreamPartModel(StrayStreamModel? Model, EquatableArray<ProblemModel> Problems);

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
