using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Runnel.Generators.Tests.ForeignData;

// What others' files hold, as one would write it down having looked at them; nothing but records helps to read them.

/// <summary>samples/Flights/flights.jsonl.</summary>
[Record]
internal sealed partial record Flight(DateTime Date, int Delay, int Distance, string Origin, string Destination);

internal enum MimeSource
{
    [JsonStringEnumMemberName("iana")]
    Iana,

    [JsonStringEnumMemberName("apache")]
    Apache,

    [JsonStringEnumMemberName("nginx")]
    Nginx,
}

[Record]
internal sealed partial record MimeType
{
    public MimeSource? Source { get; init; }

    public string? Charset { get; init; }

    public bool? Compressible { get; init; }

    public ImmutableArray<string>? Extensions { get; init; }
}

[Record]
internal sealed partial record Emoji(string Name, string Slug, string Group, Version EmojiVersion, Version UnicodeVersion, bool SkinToneSupport)
{
    public Version? SkinToneSupportUnicodeVersion { get; init; }
}

/// <summary>Whether it is supported for long is <c>false</c>, or the name of the support.</summary>
[Record]
internal sealed partial record NodeRelease(string Name, string Version, DateOnly Date, JsonElement Lts, bool Security, string V8);

internal enum CssStatus
{
    [JsonStringEnumMemberName("standard")]
    Standard,

    [JsonStringEnumMemberName("nonstandard")]
    Nonstandard,

    [JsonStringEnumMemberName("experimental")]
    Experimental,

    [JsonStringEnumMemberName("obsolete")]
    Obsolete,
}

/// <summary>Much in it is now a text and now a list of texts.</summary>
[Record(Naming = FieldNaming.CamelCase)]
internal sealed partial record CssProperty(
    string Syntax, bool Inherited, JsonElement AnimationType, JsonElement Percentages, IReadOnlySet<string> Groups, JsonElement Initial, string Appliesto,
    JsonElement Computed, string Order, CssStatus Status)
{
    public JsonElement? Media { get; init; }

    public bool? Stacking { get; init; }

    public string[]? AlsoAppliesTo { get; init; }

    [Field("mdn_url")]
    public Uri? Page { get; init; }
}

[Record]
internal sealed partial record ApiInterface(string? Inherits, List<string> Implements);

internal enum Species
{
    Adelie,
    Gentoo,
    Chinstrap,
}

[Record(Naming = FieldNaming.AsWritten)]
internal readonly partial record struct Penguin(
    Species Species, string Island, [Field("Beak Length (mm)")] decimal? BeakLength, [Field("Beak Depth (mm)")] decimal? BeakDepth,
    [Field("Flipper Length (mm)")] int? FlipperLength, [Field("Body Mass (g)")] int? BodyMass, string? Sex);

internal enum Shape
{
    GeometryCollection,
    Polygon,
    MultiPolygon,
}

/// <summary>A map of the world; how deep <c>arcs</c> go depends on the shape.</summary>
[Record]
internal sealed partial record Topology(string Type, OrderedDictionary<string, Geometries> Objects, int[][][] Arcs, double[] Bbox, Transform Transform);

[Record]
internal sealed partial record Geometries(Shape Type, [Field("geometries")] IReadOnlyList<Geometry> All);

[Record]
internal sealed partial record Geometry(Shape Type, JsonElement Arcs)
{
    public string? Id { get; init; }

    public Country? Properties { get; init; }
}

[Record]
internal readonly partial record struct Country(string Name);

[Record]
internal readonly partial record struct Transform(double[] Scale, double[] Translate);

/// <summary>A whole file in one record.</summary>
[Record]
internal sealed partial record WholeFile<T>(OrderedDictionary<string, T> Rows)
    where T : class, IRecord<T>;
