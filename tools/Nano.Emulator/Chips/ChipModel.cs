using Nano.Net.Drivers;
using Nano.Net.Link;

namespace Nano.Emulator
{
    /// <summary>
    /// What the models of Ethernet chips behind SPI have in common: the bus with its accounts and its faults, the interrupt
    /// and reset lines, and the Ethernet side, which is any link device and is taken from no faster than a wire brings frames.
    /// </summary>
    /// <remarks>
    /// Time in the chip is the scheduler's and, on top of it, that of the bytes on the bus: in virtual time a driver does all of
    /// its work in one moment, and what the chip does meanwhile has as long as the bus takes.
    /// </remarks>
    public abstract class ChipModel : ISpiBus, IInterruptLine, IResetLine, IDisposable
    {
        /// <summary>The longest Ethernet frame without its check sequence.</summary>
        protected const int MaximumFrame = 1514;

        /// <summary>The shortest one: what is shorter is padded before it goes onto a wire.</summary>
        protected const int MinimumFrame = 60;

        /// <summary>Preamble, check sequence and the gap between frames, in bytes (IEEE 802.3).</summary>
        private const int WireOverhead = 24;

        private readonly ILinkDevice ethernet;
        private readonly Scheduler scheduler;
        private readonly ScheduledEvent nextFrame;
        private readonly RandomSource noise;
        private readonly byte[] arriving;
        private readonly byte[] leaving;
        private readonly int frameOffset;
        private byte[] sent = new byte[2048];
        private byte[] received = new byte[2048];
        private long busNanoseconds;
        private bool wasAsserted;
        private bool isOffWire;

        /// <summary>Puts a chip onto a wire.</summary>
        /// <param name="ethernet">Its Ethernet side: a port of a virtual wire or a TAP device. Not disposed of.</param>
        /// <param name="scheduler">Whose clock it runs by; that of the wire, if that is virtual.</param>
        /// <param name="seed">What the noise on the bus comes from.</param>
        protected ChipModel(ILinkDevice ethernet, Scheduler scheduler, ulong seed)
        {
            ArgumentNullException.ThrowIfNull(ethernet);
            ArgumentNullException.ThrowIfNull(scheduler);
            this.ethernet = ethernet;
            this.scheduler = scheduler;
            noise = new RandomSource(seed);
            frameOffset = ethernet.Capabilities.Headroom;
            arriving = new byte[frameOffset + MaximumFrame];
            leaving = new byte[frameOffset + MaximumFrame];
            nextFrame = new ScheduledEvent(TakeFrames);
        }

        /// <inheritdoc/>
        public event InterruptHandler? Asserted;

        /// <summary>Clock of the bus, in Hz.</summary>
        public int BusFrequency { get; init => field = Require.Range(value, 100_000, 80_000_000); } = 20_000_000;

        /// <summary>Bytes moved over the bus.</summary>
        public long BusBytes { get; private set; }

        /// <summary>Transactions on the bus: times that chip select fell.</summary>
        public long BusTransactions { get; private set; }

        /// <summary>
        /// Probability that a byte on the bus has one of its bits flipped, 0 to 1, in either direction. As long as it is above 0 the
        /// chip does not refuse what it would not do, but ignores it: the driver may be innocent.
        /// </summary>
        public double Noise { get; set => field = Require.Probability(value); }

        /// <summary>What the driver reads where the chip is unplugged: 0xFF or 0x00, as the line is pulled; null while it is there.</summary>
        public byte? Unplugged { get; set; }

        /// <summary>Frames that were put onto the wire.</summary>
        public long FramesSent { get; private set; }

        /// <summary>Frames that the receiver took.</summary>
        public long FramesReceived { get; protected set; }

        /// <summary>Frames that came and did not pass the chip's filter.</summary>
        public long FramesFiltered { get; protected set; }

        /// <summary>Frames that came and found no room.</summary>
        public long FramesDropped { get; protected set; }

        /// <summary>Things that the chip would not do and, being noisy, ignored.</summary>
        public long Refusals { get; private set; }

        /// <inheritdoc/>
        public bool IsAsserted
        {
            get
            {
                lock (Gate)
                {
                    return Unplugged == null && IsInterruptAsserted;
                }
            }
        }

        /// <summary>Taken for everything that happens in the chip.</summary>
        protected Lock Gate { get; } = new();

        /// <summary>Whether the interrupt pin is low.</summary>
        protected abstract bool IsInterruptAsserted { get; }

        /// <summary>Speed of the wire, in bits a second.</summary>
        protected abstract int WireSpeed { get; }

        /// <summary>Whether a cable is plugged in.</summary>
        protected bool IsCableUp => ethernet.IsLinkUp;

        /// <summary>The chip's time, in nanoseconds.</summary>
        protected long Now => (scheduler.Microseconds * 1000) + busNanoseconds;

        /// <inheritdoc/>
        public void Write(byte[] buffer, int offset, int length) => Transact(buffer, offset, length, null, 0, length);

        /// <inheritdoc/>
        public void Transfer(byte[] writeBuffer, int writeOffset, int writeLength, byte[] readBuffer, int readOffset, int readLength)
        {
            ArgumentNullException.ThrowIfNull(readBuffer);
            Transact(writeBuffer, writeOffset, writeLength, readBuffer, readOffset, readLength);
        }

        /// <inheritdoc/>
        public void Set(bool asserted)
        {
            lock (Gate)
            {
                OnResetLine(asserted);
            }

            NotifyInterrupt();
        }

        /// <summary>Takes the chip off its wire.</summary>
        public void Dispose()
        {
            ethernet.FrameAvailable -= TakeFrames;

            // A frame that is being taken is waited for: after this, nobody asks the wire.
            lock (Gate)
            {
                isOffWire = true;
                scheduler.Cancel(nextFrame);
            }

            GC.SuppressFinalize(this);
        }

        /// <summary>Starts to listen to the wire; the last that a constructor does.</summary>
        protected void Start() => ethernet.FrameAvailable += TakeFrames;

        /// <summary>One transaction, chip select low from its first byte to its last.</summary>
        /// <param name="sent">What the driver sends.</param>
        /// <param name="received">What it reads; zeros to begin with, and as long.</param>
        protected abstract void Transact(ReadOnlySpan<byte> sent, Span<byte> received);

        /// <summary>A frame has come in, padded if it was short.</summary>
        protected abstract void OnFrame(ReadOnlySpan<byte> frame);

        /// <summary>The reset pin has been pulled low or let go.</summary>
        protected abstract void OnResetLine(bool asserted);

        /// <summary>Puts a frame onto the wire.</summary>
        /// <param name="bytes">1 to <see cref="MaximumFrame"/> bytes.</param>
        /// <returns>When it has left, in nanoseconds of <see cref="Now"/>.</returns>
        protected long Emit(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(leaving.AsSpan(frameOffset));
            if (ethernet.IsLinkUp && ethernet.Send(leaving, frameOffset, bytes.Length))
            {
                FramesSent++;
            }

            return Now + WireTime(bytes.Length);
        }

        /// <summary>Says that the data sheet does not allow what the driver wants.</summary>
        /// <exception cref="ChipException">The bus is quiet, so that it was the driver indeed.</exception>
        protected void Refuse(string what)
        {
            Refusals++;
            if (Noise == 0)
            {
                throw new ChipException(what);
            }
        }

        /// <summary>Tells of the interrupt pin where it has fallen; outside of the gate.</summary>
        protected void NotifyInterrupt()
        {
            bool falls;
            lock (Gate)
            {
                bool asserted = Unplugged == null && IsInterruptAsserted;
                falls = asserted && !wasAsserted;
                wasAsserted = asserted;
            }

            if (falls)
            {
                Asserted?.Invoke();
            }
        }

        private long WireTime(int frameLength) => (Math.Max(frameLength, MinimumFrame) + WireOverhead) * 8_000_000_000L / WireSpeed;

        private void Transact(byte[] writeBuffer, int writeOffset, int writeLength, byte[]? readBuffer, int readOffset, int length)
        {
            ArgumentNullException.ThrowIfNull(writeBuffer);
            if (writeLength < 1 || writeLength > length)
            {
                throw new ArgumentOutOfRangeException(nameof(writeLength), $"{writeLength} bytes to write: should be from 1 to the transaction's length, {length}.");
            }

            lock (Gate)
            {
                if (length > sent.Length)
                {
                    sent = new byte[length];
                    received = new byte[length];
                }

                Span<byte> output = sent.AsSpan(0, length);
                Span<byte> input = received.AsSpan(0, length);
                output.Clear();
                writeBuffer.AsSpan(writeOffset, writeLength).CopyTo(output);
                BusBytes += length;
                BusTransactions++;
                busNanoseconds += length * 8_000_000_000L / BusFrequency;
                if (Unplugged is { } level)
                {
                    input.Fill(level);
                }
                else
                {
                    input.Clear();
                    Disturb(output);
                    Transact(output, input);
                    Disturb(input);
                }

                if (readBuffer != null)
                {
                    input.CopyTo(readBuffer.AsSpan(readOffset, length));
                }
            }

            NotifyInterrupt();
        }

        private void Disturb(Span<byte> bytes)
        {
            if (Noise > 0)
            {
                for (int i = 0; i < bytes.Length; i++)
                {
                    if (noise.Chance(Noise))
                    {
                        bytes[i] ^= (byte)(1 << (int)noise.NextBelow(8));
                    }
                }
            }
        }

        /// <summary>Takes a frame off the wire and comes back when the wire could have brought the next; until there is none.</summary>
        private void TakeFrames()
        {
            lock (Gate)
            {
                if (isOffWire || nextFrame.IsScheduled)
                {
                    return;
                }

                int length = ethernet.Receive(arriving, frameOffset, MaximumFrame);
                if (length > 0)
                {
                    if (length < MinimumFrame)
                    {
                        arriving.AsSpan(frameOffset + length, MinimumFrame - length).Clear();
                    }

                    length = Math.Max(length, MinimumFrame);
                    scheduler.Schedule(nextFrame, scheduler.Microseconds + Math.Max(1, WireTime(length) / 1000));
                    if (Unplugged == null)
                    {
                        OnFrame(arriving.AsSpan(frameOffset, length));
                    }
                }
            }

            NotifyInterrupt();
        }
    }
}
