using System;
using System.Threading;
using Nano.Net.Link;

namespace Nano.Net.Drivers
{
    /// <summary>
    /// A Microchip ENC28J60: 10BASE-T, full or half duplex as set, without negotiation (data sheet DS39662E, errata DS80349C).
    /// The SPI clock may be up to 20 MHz and should be 8 or more (DS80349 issue 1, MAC Interface, revisions B1 and B4).
    /// </summary>
    /// <remarks>
    /// <para>All calls but <see cref="Tick"/> and <see cref="IsLinkUp"/> come from one thread at a time. None blocks, besides those
    /// that set up a chip that was reset, disturbed or gone: they wait some milliseconds for it.</para>
    /// <para>A chip that does not answer, or not as it should, makes a link that is down, and is set up as soon as it answers:
    /// it may be plugged in later, and lose its supply.</para>
    /// </remarks>
    public sealed class Enc28j60 : ILinkDevice, IMulticastFilter, ILinkEvents, IDisposable
    {
        private const int Mtu = 1500;

        // Milliseconds. DS80349 issue 2 (Reset): ESTAT.CLKRDY is not to be believed in the first one after a reset.
        private const int ResetDelay = 2;
        private const int ClockTries = 10;

        private const int Interrupts = Enc28j60Register.EieEnable | Enc28j60Register.EirPacket | Enc28j60Register.EirLink
            | Enc28j60Register.EirTransmitError | Enc28j60Register.EirReceiveError;

        // Looks at the chip in a row for as long as the interrupt line stays active.
        private const int MostRounds = 4;

        // Times that the constructor tries to set up a chip that it waits for.
        private const int Patience = 3;

        private readonly Enc28j60Port port;
        private readonly Enc28j60Settings settings;
        private readonly Enc28j60Receiver receiver;
        private readonly Enc28j60Transmitter transmitter;
        private readonly IInterruptLine interrupt;
        private readonly IResetLine reset;
        private readonly DelayHandler delay;
        private readonly byte[] hardwareAddress;
        private readonly bool fullDuplex;
        private readonly ChipTicker ticker;
        private bool running;
        private bool linkUp;
        private bool lookDue;
        private int reportedRevision;

        /// <summary>Sets up the chip; where it does not answer and is not waited for, that is tried again with every check.</summary>
        /// <param name="bus">Leads to the chip.</param>
        /// <param name="interrupt">Its INT pin; null where it is not connected: the chip is asked every tick then.</param>
        /// <param name="reset">Its RESET pin; null where it is not connected: the chip is reset by instruction then.</param>
        /// <param name="options">Settings; not kept.</param>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and its range.</exception>
        /// <exception cref="InvalidOperationException">No ENC28J60 answers, and it was to be waited for.</exception>
        public Enc28j60(ISpiBus bus, IInterruptLine interrupt, IResetLine reset, Enc28j60Options options)
        {
            if (bus == null)
            {
                throw new ArgumentNullException("bus");
            }

            if (options == null)
            {
                throw new ArgumentNullException("options");
            }

            options.Validate();
            hardwareAddress = (byte[])options.HardwareAddress.Clone();
            fullDuplex = options.FullDuplex;
            delay = options.Delay != null ? options.Delay : Sleep;
            Counters = new Enc28j60Counters();
            Capabilities = new LinkCapabilities();
            Capabilities.Headroom = Enc28j60Receiver.Headroom;
            port = new Enc28j60Port(bus);
            settings = new Enc28j60Settings(port, hardwareAddress, fullDuplex, interrupt == null ? 0 : Interrupts);
            receiver = new Enc28j60Receiver(port, Counters);
            transmitter = new Enc28j60Transmitter(port, Counters, fullDuplex);
            this.reset = reset;
            this.interrupt = interrupt;
            ticker = new ChipTicker(interrupt, options, Raise);
            Initialize();
            if (options.WaitForChip)
            {
                WaitForChip();
            }

            ticker.Start();
        }

        /// <inheritdoc/>
        public event FrameAvailableHandler FrameAvailable;

        /// <inheritdoc/>
        public event LinkChangedHandler LinkChanged;

        /// <inheritdoc/>
        public byte[] HardwareAddress
        {
            get { return (byte[])hardwareAddress.Clone(); }
        }

        /// <inheritdoc/>
        public int MaximumTransmissionUnit
        {
            get { return Mtu; }
        }

        /// <inheritdoc/>
        /// <remarks>As the chip has said at its last interrupt or check; asks it nothing.</remarks>
        public bool IsLinkUp
        {
            get { return linkUp; }
        }

        /// <inheritdoc/>
        public bool RaisesLinkChanged
        {
            get { return true; }
        }

        /// <inheritdoc/>
        public LinkCapabilities Capabilities { get; }

        /// <summary>What was counted.</summary>
        public Enc28j60Counters Counters { get; }

        /// <summary>The chip's EREVID: 2, 4, 5 and 6 for silicon B1, B4, B5 and B7 (DS80349 table 1); 0 as long as no chip has answered.</summary>
        public int Revision { get; private set; }

        /// <summary>How often <see cref="Tick"/> wants to be called, in milliseconds.</summary>
        public int TickInterval
        {
            get { return ticker.Interval; }
        }

        /// <summary>
        /// A tick has passed: asks the chip nothing itself, and may be called from any thread. The driver's timer does, unless it
        /// has none.
        /// </summary>
        public void Tick()
        {
            ticker.Tick();
        }

        /// <inheritdoc/>
        public int Receive(byte[] buffer, int offset, int capacity)
        {
            if (ticker.TakeTick())
            {
                lookDue = true;
                if (ticker.TakeCheck())
                {
                    Check();
                }
            }

            while (running && (receiver.waiting > 0 || LookForFrames()))
            {
                int length = receiver.Receive(buffer, offset, capacity);
                if (length > 0)
                {
                    return length;
                }

                if (length == Enc28j60Receiver.Corrupted)
                {
                    // The ring, or all of the chip.
                    if (ReadControl() >= 0)
                    {
                        Counters.RingErrors++;
                        receiver.Restart();
                    }

                    // What else the interrupt line is active for has not been seen to, and would hide the next frame.
                    lookDue = true;
                    Raise();
                    return 0;
                }
            }

            return 0;
        }

        /// <inheritdoc/>
        public bool Send(byte[] buffer, int offset, int length)
        {
            if (!running || !linkUp)
            {
                return false;
            }

            if (length > Enc28j60Memory.LongestFrame - Enc28j60Memory.CheckLength)
            {
                Counters.FramesTooLong++;
                return true;
            }

            if (transmitter.busy && !TransmissionHasEnded())
            {
                return false;
            }

            transmitter.Start(buffer, offset, length);
            return true;
        }

        /// <inheritdoc/>
        /// <remarks>Groups whose addresses come to the same bit of the chip's 64 are passed together.</remarks>
        public void SetMulticastGroups(byte[] addresses, int count)
        {
            settings.SetGroups(addresses, count);
            if (running)
            {
                port.ClearBits(Enc28j60Register.Econ1, Enc28j60Register.Econ1ReceiveEnable);
                settings.ApplyGroups();
                port.SetBits(Enc28j60Register.Econ1, Enc28j60Register.Econ1ReceiveEnable);
            }
        }

        /// <summary>Stops the timer, lets go of the interrupt line and switches the receiver off. No other call may be under way.</summary>
        public void Dispose()
        {
            ticker.Dispose();
            if (running)
            {
                running = false;
                linkUp = false;
                port.Write(Enc28j60Register.Eie, 0);
                port.ClearBits(Enc28j60Register.Econ1, Enc28j60Register.Econ1ReceiveEnable);
            }
        }

        private static void Sleep(int milliseconds)
        {
            Thread.Sleep(milliseconds);
        }

        private void WaitForChip()
        {
            for (int i = 1; !running; i++)
            {
                if (i == Patience)
                {
                    throw new InvalidOperationException("no ENC28J60 answers: EREVID should read 2 to 6, not " + reportedRevision.ToString() + "; check its power, wiring and chip select");
                }

                Initialize();
            }
        }

        private void Raise()
        {
            FrameAvailableHandler handler = FrameAvailable;
            if (handler != null)
            {
                handler();
            }
        }

        /// <summary>
        /// Asks the chip how many frames wait, unless its interrupt line says that there is nothing to ask. DS80349 issue 6
        /// (Interrupts): EIR.PKTIF is not reliable, EPKTCNT is.
        /// </summary>
        private bool LookForFrames()
        {
            if (interrupt != null && !lookDue && !interrupt.IsAsserted)
            {
                return false;
            }

            lookDue = false;
            for (int round = 0; round < MostRounds; round++)
            {
                int count = port.Read(Enc28j60Register.Epktcnt);
                if (Enc28j60Receiver.IsDoubtful(count) && ReadControl() < 0)
                {
                    return false;
                }

                if (count > 0)
                {
                    receiver.waiting = count;
                    return true;
                }

                if (interrupt == null)
                {
                    // Nobody else would notice that a frame has to go out again.
                    if (transmitter.busy && !fullDuplex)
                    {
                        TransmissionHasEnded();
                    }

                    return false;
                }

                // A line that is active for another reason would hide the next frame.
                if (!interrupt.IsAsserted)
                {
                    return false;
                }

                ServeFlags();
            }

            return false;
        }

        private bool TransmissionHasEnded()
        {
            int control = ReadControl();
            return control >= 0 && (control & Enc28j60Register.Econ1TransmitRequest) == 0 && transmitter.Complete();
        }

        /// <summary>Everything that nothing else prompts.</summary>
        private void Check()
        {
            if (!running)
            {
                Initialize();
                return;
            }

            int control = ReadControl();
            if (control < 0)
            {
                return;
            }

            if (!settings.CheckNext() || !settings.CheckPhy())
            {
                Lose();
                return;
            }

            if (transmitter.busy)
            {
                if ((control & Enc28j60Register.Econ1TransmitRequest) != 0)
                {
                    transmitter.Check();
                }
                else
                {
                    transmitter.Complete();
                }
            }

            ServeFlags();
            ReadLink();
            if (running && receiver.IsOutOfStep())
            {
                Counters.RingErrors++;
                receiver.Restart();
            }
        }

        /// <summary>Sees to what the chip flags, besides frames.</summary>
        private void ServeFlags()
        {
            int flags = port.Read(Enc28j60Register.Eir);
            if ((flags & Enc28j60Register.EirReceiveError) != 0)
            {
                Counters.ReceiveOverflows++;
                port.ClearBits(Enc28j60Register.Eir, Enc28j60Register.EirReceiveError);
            }

            if ((flags & Enc28j60Register.EirTransmitError) != 0 && (!transmitter.busy || TransmissionHasEnded()))
            {
                port.ClearBits(Enc28j60Register.Eir, Enc28j60Register.EirTransmitError);
            }

            if ((flags & Enc28j60Register.EirLink) != 0)
            {
                // To read PHIR clears it, and with it the flag.
                port.ReadPhy(Enc28j60Register.Phir);
                ReadLink();
            }
        }

        private void ReadLink()
        {
            int status = port.ReadPhy(Enc28j60Register.Phstat2);
            bool up = status >= 0 && (status & Enc28j60Register.Phstat2Link) != 0;
            SetLink(up);
        }

        private void SetLink(bool up)
        {
            if (linkUp && !up)
            {
                Counters.LinkLosses++;
            }

            bool changed = up != linkUp;
            linkUp = up;
            LinkChangedHandler handler = LinkChanged;
            if (changed && handler != null)
            {
                handler();
            }
        }

        /// <summary>
        /// Reads ECON1, which says whether a frame is going out and, as all else in it is known, whether the chip is still as
        /// it was set up. What is read twice is believed; then the chip is set up anew.
        /// </summary>
        /// <returns>The register, or -1 where it was not what it should be.</returns>
        private int ReadControl()
        {
            for (int i = 0; i < 2; i++)
            {
                int control = port.Read(Enc28j60Register.Econ1);
                if ((control & ~Enc28j60Register.Econ1TransmitRequest) == (Enc28j60Register.Econ1ReceiveEnable | port.bank))
                {
                    return control;
                }
            }

            Lose();
            return -1;
        }

        private void Lose()
        {
            Counters.ChipRestarts++;
            running = false;
            SetLink(false);
            Initialize();
        }

        private void Initialize()
        {
            transmitter.Forget();
            if (!Reset() || !settings.Apply() || !settings.ApplyPhy())
            {
                return;
            }

            receiver.Restart();
            running = true;
            lookDue = true;
            ReadLink();
        }

        private bool Reset()
        {
            if (reset != null)
            {
                reset.Set(true);
                delay(1);
                reset.Set(false);
                port.Forget();
            }
            else
            {
                // DS80349 issue 19 (SPI Interface): no reset by instruction out of power save.
                port.ClearBits(Enc28j60Register.Econ2, Enc28j60Register.Econ2PowerSave);
                delay(1);
                port.Reset();
            }

            delay(ResetDelay);
            int tries = ClockTries;
            while ((port.Read(Enc28j60Register.Estat) & Enc28j60Register.EstatClockReady) == 0)
            {
                if (--tries == 0)
                {
                    return false;
                }

                delay(1);
            }

            reportedRevision = port.Read(Enc28j60Register.Erevid);
            if (reportedRevision == 0 || reportedRevision > Enc28j60Register.AddressMask)
            {
                return false;
            }

            Revision = reportedRevision;
            return true;
        }
    }
}
