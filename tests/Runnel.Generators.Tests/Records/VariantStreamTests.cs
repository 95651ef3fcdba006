using Microsoft.Extensions.Logging.Abstractions;
using Runnel.Brokers.Memory;
using Runnel.Contracts;
using Runnel.Streams;

namespace Runnel.Generators.Tests.Records;

/// <summary>A stream of a base takes its variants, by record and by JSON, and no other derived record.</summary>
public sealed class VariantStreamTests
{
    private readonly EventStream<Payment> _payments = new(new StreamDescriptor<Payment>
    {
        Name = "payments",
        Source = "Bank.Payments",
        PartitionKey = static (payment, hasher) => PartitionKeys.Hash(hasher, payment.OrderId),
        Codec = static compressor => new StructuredCodec<Payment>(new JsonRecordSerializer<Payment>(), compressor),
    });

    public VariantStreamTests()
        => _payments.Bind(new StreamBinding(
            new MemoryBroker("bank", new MemoryServer(TimeProvider.System)),
            new StreamOptions { PartitionCount = 1, PartitionSize = 0, SendTimeout = TimeSpan.FromSeconds(30) },
            "producer",
            TimeProvider.System,
            NullLoggerFactory.Instance));

    [Fact]
    public async Task Variants_are_sent_and_come_back_as_they_were()
    {
        Payment[] sent = [new CardPayment(1, "4"), new CashPayment(2) { Note = "n" }];
        await _payments.SendAsync(sent[0], TestContext.Current.CancellationToken);
        await _payments.SendManyAsync([sent[1]], cancellationToken: TestContext.Current.CancellationToken);
        const string Text = """{"order_id":3,"number":"4","is_paid":true,"kind":"card"}""";
        _payments.CheckJson(System.Text.Encoding.UTF8.GetBytes(Text));
        await _payments.SendJsonAsync(System.Text.Encoding.UTF8.GetBytes(Text), TestContext.Current.CancellationToken);

        var read = new List<Payment>();
        await foreach (var raw in _payments.ReadAsync(0, cancellationToken: TestContext.Current.CancellationToken)) read.Add(_payments.Decode(raw));
        Assert.Equal([.. sent, new CardPayment(3, "4")], read);
    }

    [Fact]
    public async Task A_derived_record_that_is_no_variant_is_refused()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(
            async () => await _payments.SendAsync(Unnamed.Create(), TestContext.Current.CancellationToken));
        Assert.Contains("Unnamed", error.ToString(), StringComparison.Ordinal);
        await foreach (var raw in _payments.ReadAsync(0, cancellationToken: TestContext.Current.CancellationToken)) Assert.Fail($"{raw} was sent.");
    }
}

[Record]
internal sealed partial record Unnamed(int OrderId) : Payment(OrderId)
{
    public override bool IsPaid { get; init; }

    /// <summary>As its base: where the compiler sees what is sent, it does not come to that.</summary>
    public static Payment Create() => new Unnamed(1);
}
