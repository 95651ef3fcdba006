using CsCheck;
using Runnel.Brokers;
using Runnel.Brokers.Memory;
using Xunit;

namespace Runnel.Runtime.Tests.Brokers;

public sealed class EntryLogTests
{
    [Fact]
    public void It_is_a_list_whatever_is_added_trimmed_and_removed()
        => Gen.Select(Gen.Int[0, 5], Gen.Int[0, 40]).Array[1, 100].Sample(steps =>
        {
            var log = new EntryLog();
            List<EntryId> model = [];
            var next = 1UL;
            foreach (var (kind, amount) in steps)
            {
                if (kind <= 3)
                {
                    for (var i = 0; i < amount; i++, next += 2)
                    {
                        log.Add(new StreamEntry(new EntryId(next, 0), default));
                        model.Add(new EntryId(next, 0));
                    }
                }
                else if (kind == 4)
                {
                    var count = Math.Min(amount, model.Count);
                    log.RemoveFirst(count);
                    model.RemoveRange(0, count);
                }
                else if (amount < model.Count)
                {
                    log.RemoveAt(amount);
                    model.RemoveAt(amount);
                }
            }

            Assert.Equal(model, Enumerable.Range(0, log.Count).Select(i => log[i].Id));
            for (var i = 0; i < model.Count; i++)
            {
                Assert.Equal(i, log.IndexAfter(model[i].Previous));
                Assert.Equal(i + 1, log.IndexAfter(model[i]));
            }

            Assert.Equal(model.Count, log.IndexAfter(EntryId.MaxValue));
        });
}
