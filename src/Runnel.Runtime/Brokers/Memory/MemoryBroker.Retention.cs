namespace Runnel.Brokers.Memory;

/// <content>What is kept until it is processed.</content>
internal sealed partial class MemoryBroker
{
    public ValueTask<TrimReply> TrimAsync(TrimRequest request, CancellationToken cancellationToken)
        => Call(request, static (broker, request) => MemoryRetention.Trim(broker.Server, broker.App, request), cancellationToken);

    public ValueTask<IReadOnlyList<RegisteredProcessor>> RegisterAsync(IReadOnlyList<GroupId> processors, CancellationToken cancellationToken)
        => Call(processors, static (broker, processors) => MemoryRetention.Register(broker.Server, broker.App, processors), cancellationToken);

    public ValueTask UnregisterAsync(GroupId processor, CancellationToken cancellationToken)
        => WithoutResult(Call(processor, static (broker, processor) =>
        {
            MemoryRetention.Unregister(broker.App, processor);
            return 0;
        }, cancellationToken));

    public ValueTask<bool> ForgetAsync(LeaseId lease, CancellationToken cancellationToken)
        => Call(lease, static (broker, lease) => MemoryRetention.Forget(broker.Server, broker.App, lease), cancellationToken);
}
