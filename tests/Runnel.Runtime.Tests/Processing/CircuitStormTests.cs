using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Runnel.Processing;

/// <summary>The circuit under partitions that begin, succeed, fail, vanish and come back in any order: seeded, so that a seed that fails does so again.</summary>
public sealed class CircuitStormTests
{
    private const int Seeds = 3000;

    [Fact]
    public void However_it_comes_nothing_is_tried_out_of_turn_and_nobody_waits_for_ever()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            try
            {
                using var storm = new Storm(seed);
                storm.Run();
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}: {error.Message}", error);
            }
        }
    }

    private sealed class Storm : IDisposable
    {
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

        private readonly FakeTimeProvider _time = new();
        private readonly Random _random;
        private readonly Circuit _circuit;
        private readonly List<Partition> _partitions = [];
        private int _turns;
        private int _given;

        public Storm(int seed)
        {
            _random = new Random(seed);
            _circuit = new Circuit(_random.Next(1, 5), Pause, Pause * _random.Next(1, 9), _time);
            for (var index = _random.Next(1, 7); index > 0; index--) _partitions.Add(new Partition());
        }

        public void Run()
        {
            var failing = _random.NextDouble();
            for (var step = _random.Next(10, 300); step > 0; step--)
            {
                if (_random.Next(4) == 0) Advance();
                Step(_partitions[_random.Next(_partitions.Count)], failing, _random.NextDouble());
            }

            foreach (var partition in _partitions) partition.Done = 0;
            for (var round = 0; _partitions.Exists(static partition => partition.Done == 0); round++)
            {
                Assert.True(round < 200, $"Some wait for ever: {string.Join(", ", _partitions)}; open: {_circuit.IsOpen}.");
                if (round % 5 == 4) Advance();
                foreach (var partition in _partitions) Step(partition, failing: 0, dice: 1);
            }

            Assert.False(_circuit.IsOpen);
        }

        public void Dispose() => _circuit.Dispose();

        private void Advance()
        {
            _time.Advance(Pause * (_random.NextDouble() * 10));
            _turns++;
        }

        private void Step(Partition partition, double failing, double dice)
        {
            if (dice < 0.02) Leave(partition);
            else if (partition.InHand) End(partition, failing, dice);
            else if (partition.Wait is { } wait) GoOn(partition, wait);
            else Begin(partition, dice);
        }

        private void Begin(Partition partition, double dice)
        {
            var session = partition.Session;
            if (partition.IsPaused && session.Wakes == 0 && dice > 0.1 && dice < 1) return;
            session.Wakes = 0;
            partition.IsPaused = _circuit.IsOpen && _circuit.Pauses(session, hasEvents: dice > 0.3);
            if (!partition.IsPaused) Try(partition);
        }

        private void Try(Partition partition)
        {
            var isOpen = _circuit.IsOpen;
            if (_circuit.TryBegin(partition.Session, out partition.Began))
            {
                partition.InHand = true;
                if (isOpen) Assert.True(++_given <= _turns, "More were tried than there were turns.");
                return;
            }

            partition.Wait ??= new CircuitWait(partition.Session);
            partition.IsWaiting = _circuit.TryHold(partition.Wait);
        }

        private void GoOn(Partition partition, CircuitWait wait)
        {
            if (partition.IsWaiting && !wait.Verdict.IsCompleted) return;
            if (partition.IsWaiting && !wait.Verdict.GetAwaiter().GetResult()) partition.Finish();
            else Try(partition);
        }

        private void End(Partition partition, double failing, double dice)
        {
            partition.InHand = false;
            if (_random.NextDouble() >= failing)
            {
                _circuit.Succeed(partition.Session, partition.Began);
                partition.Finish();
            }
            else if (dice < 0.1)
            {
                _circuit.Pass(partition.Session);
                _turns++;
                partition.Finish();
            }
            else
            {
                partition.Wait ??= new CircuitWait(partition.Session);
                partition.IsWaiting = _circuit.Fail(partition.Wait) != CircuitEffect.Judge;
                if (!partition.IsWaiting) partition.Finish();
            }
        }

        private void Leave(Partition partition)
        {
            _circuit.Leave(partition.Session);
            _turns++;
            partition.Finish();
            (partition.InHand, partition.IsPaused, partition.Session) = (false, false, new FakeSession(0));
        }
    }

    private sealed class Partition
    {
        public long Began;

        public FakeSession Session { get; set; } = new(0);

        public CircuitWait? Wait { get; set; }

        public bool InHand { get; set; }

        public bool IsPaused { get; set; }

        public bool IsWaiting { get; set; }

        public int Done { get; set; }

        public void Finish()
        {
            Wait = null;
            IsWaiting = false;
            Done++;
        }

        public override string ToString() => $"in hand {InHand}, paused {IsPaused} (woken {Session.Wakes}), waiting {IsWaiting}, done {Done}";
    }
}
