using System.Diagnostics;
using Nano.Net.Drivers;
using Nano.Net.Link;

namespace Nano.Emulator
{
    /// <summary>
    /// What the models of Ethernet chips have in common: an SPI bus on one side and any link device on the other, an interrupt
    /// and a reset line, a plug that can be pulled, and noise on the bus.
    /// </summary>
    public abstract class ChipModel : ISpiBus, IInterruptLine, IResetLine, IDisposable
    {
        /// <summary>Longer frames never come in: no Ethernet wire carries them.</summary>
        private const int LongestFrame = 2048;

        private readonly Lock gate = new();
        private readonly ILinkDevice wire;
        private readonly Scheduler? scheduler;
        private readonly RandomSource noise;
        private readonly byte[] received;
        private readonly byte[] sent;
        private readonly int headroom;
        private double bitErrorRate;
        private long bitsToNextError;
        private long waited;
        private bool isPlugged = true;
        private bool isHeldInReset;
        private bool pin;

        /// <param name="wire">The chip's Ethernet side: a port of a virtual wire, a TAP device. The model takes its frames; it remains the caller's to dispose.</param>
        /// <param name="options">Settings.</param>
        private protected ChipModel(ILinkDevice wire, ChipModelOptions options)
        {
            ArgumentNullException.ThrowIfNull(wire);
            this.wire = wire;
            scheduler = options.Scheduler;
            Random = new RandomSource(options.Seed, 1);
            noise = new RandomSource(options.Seed, 2);
            headroom = wire.Capabilities.Headroom;
            received = new byte[headroom + LongestFrame];
            sent = new byte[headroom + LongestFrame];
            BitErrorRate = options.BitErrorRate;
        }

        /// <inheritdoc/>
        public event InterruptHandler? Asserted;

        /// <inheritdoc/>
        public bool IsAsserted => Volatile.Read(ref pin);

        /// <summary>Transactions on the bus so far.</summary>
        public long Transactions { get; private set; }

        /// <summary>Bytes on the bus so far, each way at once.</summary>
        public long BytesTransferred { get; private set; }

        /// <summary>What the model would have refused, had the bus been without noise.</summary>
        public long Misuses { get; private set; }

        /// <summary>Frames that the wire had no room for.</summary>
        public long FramesNotTaken { get; private set; }

        /// <summary>What the bus reads while the chip is not plugged in: 0xFF, as a pull-up makes it, or 0x00.</summary>
        public byte FloatingLevel { get; set; } = 0xFF;

        /// <summary>See <see cref="ChipModelOptions.BitErrorRate"/>; may be changed at any time.</summary>
        public double BitErrorRate
        {
            get => bitErrorRate;
            set
            {
                bitErrorRate = Require.Probability(value);
                bitsToNextError = DrawError();
            }
        }

        /// <summary>Whether the chip is there and has its supply. Plugged in again, it begins like new.</summary>
        public bool IsPlugged
        {
            get => isPlugged;
            set
            {
                lock (gate)
                {
                    isPlugged = value;
                    PowerOn();
                }

                UpdatePin();
            }
        }

        /// <summary>What is random in the chip.</summary>
        private protected RandomSource Random { get; }

        /// <summary>The time, in microseconds: the clock's, and what was waited.</summary>
        private protected long Microseconds => Volatile.Read(ref waited)
            + (scheduler?.Microseconds ?? Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000));

        private protected Scheduler? Scheduler => scheduler;

        private protected bool IsWireUp => wire.IsLinkUp;

        /// <summary>Level of the interrupt pin: true is low, active.</summary>
        private protected abstract bool InterruptPin { get; }

        /// <summary>Takes the supply from the chip for a moment: it forgets everything.</summary>
        public void PowerCycle() => IsPlugged = true;

        /// <summary>Lets time pass for the chip alone, so that a driver under virtual time can wait without it.</summary>
        /// <param name="milliseconds">How much.</param>
        public void Wait(int milliseconds) => Interlocked.Add(ref waited, milliseconds * 1000L);

        /// <inheritdoc/>
        public void Write(byte[] buffer, int offset, int length)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
            Exchange(buffer.AsSpan(offset, length), default, length);
        }

        /// <inheritdoc/>
        public void Transfer(byte[] writeBuffer, int writeOffset, int writeLength, byte[] readBuffer, int readOffset, int readLength)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(writeLength, 1);
            ArgumentOutOfRangeException.ThrowIfLessThan(readLength, writeLength);
            Exchange(writeBuffer.AsSpan(writeOffset, writeLength), readBuffer.AsSpan(readOffset, readLength), readLength);
        }

        /// <inheritdoc/>
        public void Set(bool asserted)
        {
            lock (gate)
            {
                isHeldInReset = asserted;
                if (isPlugged)
                {
                    HardwareReset();
                }
            }

            UpdatePin();
        }

        /// <summary>Lets go of the wire.</summary>
        public virtual void Dispose() => wire.FrameAvailable -= OnWire;

        /// <summary>Begins to take frames; the last thing that a constructor does.</summary>
        private protected void Start()
        {
            wire.FrameAvailable += OnWire;
            OnWire();
        }

        /// <summary>Makes the chip what it is when its supply comes.</summary>
        private protected abstract void PowerOn();

        /// <summary>The reset line has been pulled or let go.</summary>
        private protected abstract void HardwareReset();

        /// <summary>Chip select falls.</summary>
        private protected abstract void Select();

        /// <summary>A byte goes in while another comes out.</summary>
        private protected abstract byte Clock(byte value);

        /// <summary>Chip select rises.</summary>
        private protected abstract void Deselect();

        /// <summary>A frame, or a change of the link, has come from the wire; the frame is empty for the latter.</summary>
        private protected abstract void OnWire(ReadOnlySpan<byte> frame);

        /// <summary>Puts a frame on the wire.</summary>
        private protected void Emit(ReadOnlySpan<byte> frame)
        {
            frame.CopyTo(sent.AsSpan(headroom));
            if (!wire.Send(sent, headroom, frame.Length))
            {
                FramesNotTaken++;
            }
        }

        /// <summary>Does something at its time, with the chip to itself.</summary>
        private protected void RunLocked(Action action)
        {
            lock (gate)
            {
                if (isPlugged)
                {
                    action();
                }
            }

            UpdatePin();
        }

        /// <summary>Refuses what the chip would not do; noise is forgiven.</summary>
        /// <exception cref="ChipMisuseException">There is no noise.</exception>
        private protected void Refuse(string message)
        {
            Misuses++;
            if (bitErrorRate == 0)
            {
                throw new ChipMisuseException(message);
            }
        }

        private void Exchange(ReadOnlySpan<byte> written, Span<byte> read, int length)
        {
            lock (gate)
            {
                Transactions++;
                BytesTransferred += length;
                bool answers = isPlugged && !isHeldInReset;
                if (answers)
                {
                    Select();
                }

                for (int i = 0; i < length; i++)
                {
                    byte value = Disturb(i < written.Length ? written[i] : (byte)0);
                    byte answer = Disturb(answers ? Clock(value) : FloatingLevel);
                    if (i < read.Length)
                    {
                        read[i] = answer;
                    }
                }

                if (answers)
                {
                    Deselect();
                }
            }

            UpdatePin();
        }

        private void OnWire()
        {
            lock (gate)
            {
                if (isPlugged)
                {
                    OnWire(default);
                }

                int length;
                while ((length = wire.Receive(received, headroom, LongestFrame)) > 0)
                {
                    if (isPlugged && !isHeldInReset)
                    {
                        OnWire(received.AsSpan(headroom, length));
                    }
                }
            }

            UpdatePin();
        }

        /// <summary>Moves the interrupt line; outside the lock, as whoever is told may want a lock of its own.</summary>
        private void UpdatePin()
        {
            bool before;
            bool now;
            lock (gate)
            {
                before = pin;
                now = isPlugged && InterruptPin;
                Volatile.Write(ref pin, now);
            }

            if (now && !before)
            {
                Asserted?.Invoke();
            }
        }

        private byte Disturb(byte value)
        {
            if (bitErrorRate == 0)
            {
                return value;
            }

            bitsToNextError -= 8;
            while (bitsToNextError < 0)
            {
                value ^= (byte)(1 << (int)(bitsToNextError & 7));
                bitsToNextError += DrawError();
            }

            return value;
        }

        /// <summary>Bits up to and with the next wrong one.</summary>
        private long DrawError() => bitErrorRate == 0
            ? long.MaxValue
            : 1 + (long)Math.Min(1e15, Math.Log(1 - noise.NextDouble()) / Math.Log(1 - Math.Min(bitErrorRate, 1 - 1e-12)));
    }
}
