// Draws docs/icon.png, the icon of the packages: a stream of events that splits into partitions, each in order.
//
//   dotnet run scripts/icon.cs docs/icon.png

#:package System.IO.Hashing

using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

const int Size = 128;

// Each pixel is the mean of this many samples in a row and as many rows: smooth edges.
const int Samples = 6;

// Where the partitions end, and their colors.
(double Y, Color Color)[] partitions = [(30, new(255, 196, 87)), (64, new(94, 234, 212)), (98, new(147, 197, 253))];

var rows = new byte[Size * (1 + (Size * 4))];
for (var y = 0; y < Size; y++)
{
    for (var x = 0; x < Size; x++) Pixel(x, y).CopyTo(rows, (y * (1 + (Size * 4))) + 1 + (x * 4));
}

File.WriteAllBytes(args is [var path] ? path : throw new ArgumentException("Where to? dotnet run scripts/icon.cs docs/icon.png"), Png(rows));

// The mean color of a pixel, with the share of it that lies within the icon's rounded square.
byte[] Pixel(int x, int y)
{
    double red = 0, green = 0, blue = 0;
    var inside = 0;
    for (var i = 0; i < Samples * Samples; i++)
    {
        var (px, py) = (x + (((i % Samples) + 0.5) / Samples), y + (((i / Samples) + 0.5) / Samples));
        if (!IsInSquare(px, py)) continue;
        var color = At(px, py);
        inside++;
        red += color.Red;
        green += color.Green;
        blue += color.Blue;
    }

    return inside == 0
        ? [0, 0, 0, 0]
        : [(byte)(red / inside), (byte)(green / inside), (byte)(blue / inside), (byte)(255 * inside / (Samples * Samples))];
}

// A square with round corners: no more than the radius away from the square within it.
static bool IsInSquare(double x, double y)
{
    const double Radius = 26;
    var (dx, dy) = (Math.Max(Math.Abs(x - 64) - (64 - Radius), 0), Math.Max(Math.Abs(y - 64) - (64 - Radius), 0));
    return (dx * dx) + (dy * dy) <= Radius * Radius;
}

Color At(double x, double y)
{
    // Events: dots on the way, all of a partition at equal distances.
    foreach (var (end, color) in partitions)
    {
        foreach (var at in new[] { 66.0, 86, 106 })
        {
            if (IsWithin(6.5, x - at, y - Path(end, at))) return color;
        }
    }

    // Events that are not split yet.
    foreach (var at in new[] { 20.0, 36 })
    {
        if (IsWithin(6.5, x - at, y - 64)) return new(255, 255, 255);
    }

    // The way that they go.
    foreach (var (end, _) in partitions)
    {
        if (x is > 14 and < 113 && Math.Abs(y - Path(end, x)) < 1.7) return new(86, 101, 160);
    }

    return Color.Between(new(38, 48, 104), new(17, 24, 60), y / Size);
}

// From the middle to a partition's own height, smoothly.
static double Path(double end, double x)
{
    var t = Math.Clamp((x - 38) / 30, 0, 1);
    return 64 + ((end - 64) * t * t * (3 - (2 * t)));
}

static bool IsWithin(double radius, double dx, double dy) => (dx * dx) + (dy * dy) <= radius * radius;

// PNG: a signature, then chunks of length, name, data and checksum. 8 bits each of red, green, blue and opacity.
static byte[] Png(byte[] rows)
{
    var header = new byte[13];
    BinaryPrimitives.WriteInt32BigEndian(header, Size);
    BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Size);
    (header[8], header[9]) = (8, 6);
    using var packed = new MemoryStream();
    using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(rows);
    return [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
}

static byte[] Chunk(string name, byte[] data)
{
    byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(name), .. data];
    var chunk = new byte[body.Length + 8];
    BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
    body.CopyTo(chunk, 4);
    BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(body.Length + 4), Crc32.HashToUInt32(body));
    return chunk;
}

internal readonly record struct Color(double Red, double Green, double Blue)
{
    public static Color Between(Color from, Color to, double share)
        => new(Mix(from.Red, to.Red, share), Mix(from.Green, to.Green, share), Mix(from.Blue, to.Blue, share));

    private static double Mix(double from, double to, double share) => from + ((to - from) * share);
}
