using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Runnel.Tests;
using Xunit;

namespace Runnel.Redis.Tests;

/// <summary>TLS, with a certificate made for the test.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("runnel-tls-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_trusted_certificate_connects()
    {
        await using var server = await StartAsync();

        await using var broker = await Brokers.ConnectAsync($"{server.Url}?tlsCa={Path.Combine(_directory, "server.pem")}&sslHost=localhost");

        Assert.StartsWith("rediss://", broker.Address, StringComparison.Ordinal);
        await broker.AppendAsync(Brokers.Partition, Brokers.Batch(1, "a"), TestContext.Current.CancellationToken);
        Assert.Equal(["a"], await broker.ValuesAsync(Brokers.Partition));
    }

    [Fact]
    public async Task A_client_certificate_is_shown_where_the_server_asks_for_one()
    {
        await using var server = await StartAsync("--tls-auth-clients", "yes");
        var certificate = Path.Combine(_directory, "server.pem");
        var key = Path.Combine(_directory, "server.key");
        var trust = $"tlsCa={certificate}&sslHost=localhost";

        await using var broker = await Brokers.ConnectAsync($"{server.Url}?{trust}&tlsCert={certificate}&tlsKey={key}");
        await using var nobody = Brokers.Create($"{server.Url}?{trust}");

        Assert.Empty(await broker.ValuesAsync(Brokers.Partition));
        await Assert.ThrowsAsync<BrokerException>(async () => await nobody.ConnectAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_untrusted_certificate_is_refused_with_the_reason()
    {
        await using var server = await StartAsync();
        await using var broker = Brokers.Create($"{server.Url}?sslHost=localhost");

        var error = await Assert.ThrowsAsync<BrokerException>(async () => await broker.ConnectAsync(TestContext.Current.CancellationToken));

        Assert.Equal((BrokerFailure.Refused, false), (error.Failure, error.IsTransient));
        Assert.Contains("certificate", error.Message, StringComparison.Ordinal);
        Assert.Contains(server.EndPoint, error.Message, StringComparison.Ordinal);
    }

    private Task<RedisServer> StartAsync(params string[] arguments)
        => RedisServer.StartAsync(new RedisServerOptions { Tls = WriteCertificate("server"), Arguments = arguments });

    private (string Certificate, string Key) WriteCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var files = (Certificate: Path.Combine(_directory, $"{name}.pem"), Key: Path.Combine(_directory, $"{name}.key"));
        File.WriteAllText(files.Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(files.Key, key.ExportPkcs8PrivateKeyPem());
        return files;
    }
}
