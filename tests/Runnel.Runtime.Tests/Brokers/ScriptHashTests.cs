using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace Runnel.Brokers.Redis;

public sealed class ScriptHashTests
{
    [Fact]
    public void It_is_SHA_1_whatever_the_length()
    {
        for (var length = 0; length < 300; length++)
        {
            var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + ((i * 7) % 26)))));
#pragma warning disable CA5350 // It is what Redis calls scripts by.
            Assert.Equal(Convert.ToHexStringLower(SHA1.HashData(text)), Encoding.ASCII.GetString(ScriptHash.Of(text)));
#pragma warning restore CA5350
        }
    }
}
