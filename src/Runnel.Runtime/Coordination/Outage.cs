using Microsoft.Extensions.Logging;

namespace Runnel.Coordination;

/// <summary>
/// What all calls of one executor to the broker have in common: when the broker cannot be reached, one line says so, another each half
/// minute, and one when it is back; not one per call.
/// </summary>
internal sealed class Outage(string processor, string address, TimeProvider time, ILogger logger)
{
    /// <summary>How long nothing more is said while it lasts.</summary>
    public static readonly TimeSpan Repeat = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private long _began;
    private long _reported;
    private bool _isOn;

    public void Report(BrokerException error)
    {
        lock (_gate)
        {
            if (_isOn && time.GetElapsedTime(_reported) < Repeat) return;
            _reported = time.GetTimestamp();
            if (!_isOn) _began = _reported;
            _isOn = true;
        }

        logger.BrokerAway(processor, address, error.Failure, error.Message);
    }

    public void End()
    {
        if (!Volatile.Read(ref _isOn)) return;
        TimeSpan lasted;
        lock (_gate)
        {
            if (!_isOn) return;
            _isOn = false;
            lasted = time.GetElapsedTime(_began);
        }

        logger.BrokerBack(processor, address, lasted);
    }
}
