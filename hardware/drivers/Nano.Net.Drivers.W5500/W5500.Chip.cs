using System;
using System.Threading;
using Nano.Net.Link;

namespace Nano.Net.Drivers
{
    /// <content>Bringing the chip up, looking after it, and what is done where it has gone astray.</content>
    public sealed partial class W5500
    {
        // RSTn is low for more than 500 us, and 1 ms later the clocks are there (data sheet, reset timing). Each takes two ticks: the first may be due already.
        private const int PhaseReset = 0;
        private const int PhaseReady = 1;
        private const int PhaseRunning = 2;
        private const int PhaseDisposed = 3;

        // Milliseconds between ticks while the chip is being brought up.
        private const int StartInterval = 10;

        // Ticks to wait for a chip before it is reset again.
        private const int Patience = 10;

        // Sockets that may be reopened between two checks before the whole chip is set up anew.
        private const int MaximumReopens = 3;

        // Lets the interrupt line be high for 50 us before it falls again, (value + 1) * 4 / 150 MHz: short enough for a frame, long enough for any GPIO.
        private const int InterruptPause = 1874;

        private readonly IResetLine reset;
        private readonly Timer timer;
        private int timerInterval;
        private readonly int phySettings;
        private readonly int idleInterval;
        private readonly int ticksPerCheck;
        private int socketMode = W5500Registers.MacRaw | W5500Registers.MacFilter | W5500Registers.MulticastBlock;
        private int phase;
        private int phaseTick;
        private int waited;
        private bool linkUp;
        private int reopens;
        private int reportedVersion;

        // Counted by whoever ticks, and how far the stack's thread has followed.
        private int ticks;
        private int servedTicks;
        private int checkedTick;

        // A frame was being sent at the last check, and it was this one.
        private bool wasSending;
        private long lastSent;

        /// <summary>Whether the chip is there and its PHY has a link; as of the last check, without asking the chip.</summary>
        public bool IsLinkUp
        {
            get { return linkUp && phase == PhaseRunning; }
        }

        /// <summary>Speed of the link in Mbit/s, 10 or 100; 0 where it is down.</summary>
        public int LinkSpeed { get; private set; }

        /// <summary>Whether the link is a full duplex one.</summary>
        public bool IsFullDuplex { get; private set; }

        /// <summary>How often <see cref="Tick"/> wants to be called at present, in milliseconds.</summary>
        public int TickInterval
        {
            get { return phase == PhaseRunning ? idleInterval : StartInterval; }
        }

        /// <summary>
        /// Has the stack call <see cref="Receive"/>, which asks for frames, looks after the link, and brings the chip up. Where
        /// there is an interrupt line, not without need. What the driver's timer does; from any thread.
        /// </summary>
        public void Tick()
        {
            ticks++;

            // Where the line was high for a moment only, its edge may have been missed: what tells is its level.
            if (interrupt == null || phase != PhaseRunning || ticks - checkedTick >= ticksPerCheck || interrupt.IsAsserted)
            {
                OnInterrupt();
            }
        }

        private static int PhyMode(W5500LinkMode mode)
        {
            // PHYCFGR, OPMDC.
            switch (mode)
            {
                case W5500LinkMode.Half10:
                    return 0;
                case W5500LinkMode.Full10:
                    return 1;
                case W5500LinkMode.Half100:
                    return 2;
                case W5500LinkMode.Full100:
                    return 3;
                default:
                    return 7;
            }
        }

        private void OnTimer(object state)
        {
            Tick();
        }

        private void WaitForChip()
        {
            for (int i = 0; phase != PhaseRunning; i++)
            {
                if (i > Patience)
                {
                    throw new InvalidOperationException("no W5500 answers: VERSIONR should read 4, not " + reportedVersion.ToString() + "; check its power, wiring and chip select");
                }

                Thread.Sleep(2);
                Advance();
            }
        }

        // What a tick is for.
        private void Serve()
        {
            servedTicks = ticks;
            if (phase < PhaseRunning)
            {
                if (servedTicks - phaseTick >= 2)
                {
                    Advance();
                    SetTimer();
                }
            }
            else if (phase == PhaseRunning && servedTicks - checkedTick >= ticksPerCheck)
            {
                checkedTick = servedTicks;
                CheckSending();
                if (phase == PhaseRunning && !CheckChip() && !CheckChip())
                {
                    RestartChip();
                }

                reopens = 0;
            }
        }

        private void StartChip()
        {
            SetLink(0);
            waited = 0;
            phaseTick = ticks;
            if (reset != null)
            {
                reset.Set(true);
                phase = PhaseReset;
            }
            else
            {
                WriteCommon(W5500Registers.ModeRegister, W5500Registers.SoftwareReset);
                phase = PhaseReady;
            }
        }

        private void RestartChip()
        {
            counters.ChipRestarts++;
            StartChip();
            SetTimer();
        }

        private void Advance()
        {
            if (phase == PhaseReset)
            {
                reset.Set(false);
                phase = PhaseReady;
                phaseTick = ticks;
                return;
            }

            Read(W5500Registers.CommonRead, W5500Registers.ChipVersion, registers, W5500Registers.HeaderLength, 1);
            reportedVersion = registers[W5500Registers.HeaderLength];
            if (reportedVersion == W5500Registers.Version)
            {
                ConfigureChip();
                if (OpenSocket())
                {
                    phase = PhaseRunning;
                    checkedTick = ticks;
                    if (CheckChip())
                    {
                        return;
                    }

                    phase = PhaseReady;
                }
            }

            // Not there, or not all of it: once more from the beginning.
            if (++waited >= Patience || reportedVersion == W5500Registers.Version)
            {
                StartChip();
            }
        }

        private void ConfigureChip()
        {
            byte[] r = registers;
            int first = W5500Registers.HeaderLength;
            WriteCommon(W5500Registers.ModeRegister, W5500Registers.PingBlock);
            Array.Copy(hardwareAddress, 0, r, first, hardwareAddress.Length);
            Write(W5500Registers.CommonWrite, W5500Registers.SourceHardwareAddress, r, first, hardwareAddress.Length);
            r[first] = InterruptPause >> 8;
            r[first + 1] = InterruptPause & 0xFF;
            Write(W5500Registers.CommonWrite, W5500Registers.InterruptLowLevelTimer, r, first, 2);
            WriteCommon(W5500Registers.SocketInterruptMask, InterruptMask());

            // A new mode counts from the PHY's reset on (PHYCFGR, OPMD).
            WriteCommon(W5500Registers.PhyConfiguration, phySettings & ~W5500Registers.PhyRuns);
            WriteCommon(W5500Registers.PhyConfiguration, phySettings);

            // Sn_RXBUF_SIZE and Sn_TXBUF_SIZE, in KB: the others give theirs up before socket 0 takes it.
            r[first] = 0;
            r[first + 1] = 0;
            for (int socket = 1; socket < 8; socket++)
            {
                Write(W5500Registers.SocketWrite + (socket * W5500Registers.NextSocket), W5500Registers.ReceiveBufferSize, r, first, 2);
            }
        }

        private bool OpenSocket()
        {
            byte[] r = registers;
            int first = W5500Registers.HeaderLength;
            r[first] = RingSize >> 10;
            r[first + 1] = RingSize >> 10;
            Write(W5500Registers.SocketWrite, W5500Registers.ReceiveBufferSize, r, first, 2);
            WriteSocket(W5500Registers.SocketInterruptEnable, W5500Registers.Received);
            WriteSocket(W5500Registers.SocketMode, socketMode);

            // What the socket was interrupting for when it was closed would hold the line low, and hide the next frame.
            WriteSocket(W5500Registers.SocketInterrupt, W5500Registers.Received);
            WriteSocket(W5500Registers.SocketCommand, W5500Registers.Open);
            available = 0;
            entryLength = 0;
            sending = false;
            wasSending = false;
            for (int attempt = 0; attempt < 8; attempt++)
            {
                Read(W5500Registers.SocketRead, W5500Registers.SocketStatus, r, first, 1);
                if (r[first] == W5500Registers.StatusMacRaw)
                {
                    // OPEN sets the pointers; to what, the data sheet leaves open.
                    Read(W5500Registers.SocketRead, W5500Registers.TransmitFreeSize, r, first, 12);
                    writePointer = (r[first + 4] << 8) | r[first + 5];
                    readPointer = (r[first + 8] << 8) | r[first + 9];
                    committedPointer = readPointer;
                    return true;
                }
            }

            return false;
        }

        // The rings are in disorder, or a frame does not leave: the socket is opened anew. Where that does not help, or the chip is
        // not what it was, it is reset.
        private void Recover()
        {
            available = 0;
            entryLength = 0;
            if (++reopens > MaximumReopens || (!CheckCommon() && !CheckCommon()))
            {
                RestartChip();
                return;
            }

            counters.SocketReopens++;
            WriteSocket(W5500Registers.SocketCommand, W5500Registers.Close);
            if (!OpenSocket())
            {
                RestartChip();
            }
        }

        private void CheckSending()
        {
            if (sending && wasSending && lastSent == counters.FramesSent)
            {
                if (!ReadPointers() || sending)
                {
                    counters.SendTimeouts++;
                    Recover();
                }
            }

            wasSending = sending;
            lastSent = counters.FramesSent;
        }

        private bool CheckChip()
        {
            if (!CheckCommon())
            {
                return false;
            }

            byte[] r = registers;
            int first = W5500Registers.HeaderLength;
            Read(W5500Registers.SocketRead, W5500Registers.SocketMode, r, first, 4);
            if (r[first] != socketMode || r[first + W5500Registers.SocketStatus] != W5500Registers.StatusMacRaw)
            {
                return false;
            }

            Read(W5500Registers.SocketRead, W5500Registers.ReceiveBufferSize, r, first, 15);
            return r[first] == RingSize >> 10 && r[first + 1] == RingSize >> 10 && r[first + 14] == W5500Registers.Received;
        }

        // Whether the chip has the settings that it was given; what it has to say of the link is taken over.
        private bool CheckCommon()
        {
            byte[] r = registers;
            int first = W5500Registers.HeaderLength;
            Read(W5500Registers.CommonRead, W5500Registers.ChipVersion, r, first, 1);
            if (r[first] != W5500Registers.Version)
            {
                return false;
            }

            Read(W5500Registers.CommonRead, W5500Registers.ModeRegister, r, first, W5500Registers.PhyConfiguration + 1);
            int phy = r[first + W5500Registers.PhyConfiguration];
            if (r[first] != W5500Registers.PingBlock || r[first + W5500Registers.SocketInterruptMask] != InterruptMask()
                || (phy & W5500Registers.PhySettings) != phySettings)
            {
                return false;
            }

            for (int i = 0; i < hardwareAddress.Length; i++)
            {
                if (r[first + W5500Registers.SourceHardwareAddress + i] != hardwareAddress[i])
                {
                    return false;
                }
            }

            SetLink(phy);
            return true;
        }

        private int InterruptMask()
        {
            return interrupt == null ? 0 : W5500Registers.Socket0;
        }

        private void SetLink(int phy)
        {
            bool up = (phy & W5500Registers.PhyLink) != 0;
            if (linkUp && !up)
            {
                counters.LinkLosses++;
            }

            linkUp = up;
            LinkSpeed = !up ? 0 : (phy & W5500Registers.Phy100) != 0 ? 100 : 10;
            IsFullDuplex = up && (phy & W5500Registers.PhyFullDuplex) != 0;
        }

        private void SetTimer()
        {
            int interval = TickInterval;
            if (timer != null && interval != timerInterval)
            {
                timerInterval = interval;
                timer.Change(interval, interval);
            }
        }

        private void WriteCommon(int address, int value)
        {
            registers[W5500Registers.HeaderLength] = (byte)value;
            Write(W5500Registers.CommonWrite, address, registers, W5500Registers.HeaderLength, 1);
        }
    }
}
