using System;
using System.Threading;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.Drivers
{
    /// <summary>
    /// The WIZnet W5500, an Ethernet controller on SPI, as a bare link device: its socket 0 in MACRAW mode with all of the
    /// chip's memory, 16 KB each way. The chip's own TCP/IP is not used. Sections are those of the data sheet, version 1.0.9.
    /// </summary>
    /// <remarks>
    /// <para>SPI is used by <see cref="Receive"/>, <see cref="Send"/> and <see cref="SetMulticastGroups"/> only, on the stack's
    /// thread. The timer and the interrupt line do no more than ask for a call of <see cref="Receive"/>.</para>
    /// <para>A chip that does not answer, or not as it should, makes a link that is down, and is set up as soon as it answers:
    /// it may be plugged in later, and lose its supply.</para>
    /// </remarks>
    public sealed class W5500 : ILinkDevice, IMulticastFilter, ILinkEvents, IDisposable
    {
        private const int MaximumFrame = EthernetFrame.HeaderLength + 1500;

        // RSTn is low for more than 500 us, and 1 ms later the clocks are there (data sheet, reset timing). Each takes two ticks: the first may be due already.
        private const int PhaseReset = 0;
        private const int PhaseReady = 1;
        private const int PhaseRunning = 2;
        private const int PhaseDisposed = 3;
        private const int TicksPerPhase = 2;

        // Milliseconds between ticks while the chip is being brought up.
        private const int StartInterval = 10;

        // Milliseconds between two looks where the constructor waits for the chip.
        private const int WaitInterval = 2;

        // Looks at a chip that is not there before it is reset again.
        private const int Patience = 10;

        // Sockets that may be reopened between two checks before the whole chip is set up anew.
        private const int MaximumReopens = 3;

        private readonly W5500Port port;
        private readonly W5500Settings settings;
        private readonly W5500Socket socket;
        private readonly W5500Receiver receiver;
        private readonly W5500Transmitter transmitter;
        private readonly ChipTicker ticker;
        private readonly IResetLine reset;
        private readonly byte[] hardwareAddress;
        private readonly int pollInterval;
        private int phase;
        private int phaseTick;
        private int waited;
        private int reportedVersion;
        private int reopens;
        private bool linkUp;
        private bool toldUp;

        /// <summary>Brings up a chip.</summary>
        /// <param name="bus">Its bus; mode 0 or 3, up to 80 MHz as far as the wiring allows.</param>
        /// <param name="interrupt">Its INTn; null to poll instead.</param>
        /// <param name="reset">Its RSTn; null to reset it by software.</param>
        /// <param name="options">Settings; not kept.</param>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and its range.</exception>
        /// <exception cref="InvalidOperationException">No W5500 answers, and it was to be waited for.</exception>
        public W5500(ISpiBus bus, IInterruptLine interrupt, IResetLine reset, W5500Options options)
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
            pollInterval = options.PollInterval;
            this.reset = reset;
            Counters = new W5500Counters();
            Capabilities = new LinkCapabilities();
            Capabilities.Headroom = W5500Receiver.Headroom;
            port = new W5500Port(bus);
            settings = new W5500Settings(port, hardwareAddress, options.LinkMode, interrupt != null);
            socket = new W5500Socket(port, Counters);
            receiver = new W5500Receiver(port, socket, interrupt, Counters);
            transmitter = new W5500Transmitter(port, socket, Counters);
            ticker = new ChipTicker(interrupt, options, Raise);
            StartChip();
            if (options.WaitForChip)
            {
                WaitForChip(options.Delay);
            }

            toldUp = IsLinkUp;
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

        /// <summary>1,500 bytes.</summary>
        public int MaximumTransmissionUnit
        {
            get { return MaximumFrame - EthernetFrame.HeaderLength; }
        }

        /// <inheritdoc/>
        /// <remarks>As the chip has said at its last check; asks it nothing.</remarks>
        public bool IsLinkUp
        {
            get { return linkUp && phase == PhaseRunning; }
        }

        /// <summary>Speed of the link in Mbit/s, 10 or 100; 0 where it is down.</summary>
        public int LinkSpeed { get; private set; }

        /// <summary>Whether the link is a full duplex one.</summary>
        public bool IsFullDuplex { get; private set; }

        /// <inheritdoc/>
        public bool RaisesLinkChanged
        {
            get { return true; }
        }

        /// <inheritdoc/>
        public LinkCapabilities Capabilities { get; }

        /// <summary>What was counted.</summary>
        public W5500Counters Counters { get; }

        /// <summary>How often <see cref="Tick"/> wants to be called at present, in milliseconds.</summary>
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
                Serve();
                TellOfLink();
            }

            if (phase != PhaseRunning)
            {
                return 0;
            }

            int length = receiver.Receive(buffer, offset, capacity);
            if (length == W5500Receiver.Corrupted)
            {
                Recover();
                return 0;
            }

            return length;
        }

        /// <inheritdoc/>
        public bool Send(byte[] buffer, int offset, int length)
        {
            if (!IsLinkUp)
            {
                return false;
            }

            if (length > MaximumFrame)
            {
                Counters.FramesTooLong++;
                return true;
            }

            int result = transmitter.Send(buffer, offset, length);
            if (result == W5500Transmitter.Corrupted)
            {
                Recover();
            }

            return result == W5500Transmitter.Taken;
        }

        /// <inheritdoc/>
        /// <remarks>The chip lets all multicast frames pass or none.</remarks>
        public void SetMulticastGroups(byte[] addresses, int count)
        {
            socket.PassMulticast(count > 0, phase == PhaseRunning);
        }

        /// <summary>Stops the timer and lets go of the interrupt line. The chip stays as it is.</summary>
        public void Dispose()
        {
            phase = PhaseDisposed;
            ticker.Dispose();
        }

        private void Raise()
        {
            FrameAvailableHandler handler = FrameAvailable;
            if (handler != null)
            {
                handler();
            }
        }

        private void WaitForChip(DelayHandler delay)
        {
            for (int i = 0; phase != PhaseRunning; i++)
            {
                if (i > Patience)
                {
                    throw new InvalidOperationException("no W5500 answers: VERSIONR should read 4, not " + reportedVersion.ToString() + "; check its power, wiring and chip select");
                }

                if (delay != null)
                {
                    delay(WaitInterval);
                }
                else
                {
                    Thread.Sleep(WaitInterval);
                }

                Advance();
            }
        }

        // What a tick is for.
        private void Serve()
        {
            if (phase < PhaseRunning)
            {
                if (ticker.Ticks - phaseTick >= TicksPerPhase)
                {
                    Advance();
                }
            }
            else if (phase == PhaseRunning && ticker.TakeCheck())
            {
                if (transmitter.IsStuck())
                {
                    Counters.SendTimeouts++;
                    Recover();
                }

                if (phase == PhaseRunning && !Check() && !Check())
                {
                    RestartChip();
                }

                reopens = 0;
            }
        }

        private void TellOfLink()
        {
            bool up = IsLinkUp;
            if (up != toldUp)
            {
                toldUp = up;
                LinkChangedHandler handler = LinkChanged;
                if (handler != null)
                {
                    handler();
                }
            }
        }

        private void EnterPhase(int next)
        {
            phase = next;
            phaseTick = ticker.Ticks;
            ticker.AtEveryTick = next != PhaseRunning;
            ticker.SetInterval(next == PhaseRunning ? pollInterval : StartInterval);
            ticker.PutOffCheck();
        }

        private void StartChip()
        {
            SetLink(0);
            waited = 0;
            if (reset != null)
            {
                reset.Set(true);
                EnterPhase(PhaseReset);
            }
            else
            {
                settings.Reset();
                EnterPhase(PhaseReady);
            }
        }

        private void RestartChip()
        {
            Counters.ChipRestarts++;
            StartChip();
        }

        private void Advance()
        {
            if (phase == PhaseReset)
            {
                reset.Set(false);
                EnterPhase(PhaseReady);
                return;
            }

            reportedVersion = settings.ReadVersion();
            bool answers = reportedVersion == W5500Registers.Version;
            if (answers)
            {
                settings.Apply();
                if (OpenSocket() && Check())
                {
                    EnterPhase(PhaseRunning);
                    return;
                }
            }

            // Not there, or not all of it: once more from the beginning.
            if (++waited >= Patience || answers)
            {
                StartChip();
            }
        }

        private bool OpenSocket()
        {
            receiver.Forget();
            transmitter.Forget();
            return socket.Open();
        }

        // The rings are in disorder, or a frame does not leave: the socket is opened anew. Where that does not help, or the chip is
        // not what it was, it is reset.
        private void Recover()
        {
            ReopenSocket();
            TellOfLink();
        }

        private void ReopenSocket()
        {
            socket.Forget();
            receiver.Forget();
            if (++reopens > MaximumReopens || (!CheckSettings() && !CheckSettings()))
            {
                RestartChip();
                return;
            }

            Counters.SocketReopens++;
            socket.Close();
            if (!OpenSocket())
            {
                RestartChip();
            }
        }

        private bool Check()
        {
            return CheckSettings() && socket.IsSetUp();
        }

        // Whether the chip has the settings that it was given; what it has to say of the link is taken over.
        private bool CheckSettings()
        {
            if (!settings.Check())
            {
                return false;
            }

            SetLink(settings.phy);
            return true;
        }

        private void SetLink(int phy)
        {
            bool up = (phy & W5500Registers.PhyLink) != 0;
            if (linkUp && !up)
            {
                Counters.LinkLosses++;
            }

            linkUp = up;
            LinkSpeed = !up ? 0 : (phy & W5500Registers.Phy100) != 0 ? 100 : 10;
            IsFullDuplex = up && (phy & W5500Registers.PhyFullDuplex) != 0;
        }
    }
}
