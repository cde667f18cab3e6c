namespace Nano.Net.Drivers
{
    /// <summary>The frame that goes out (DS39662E section 7.1): one at a time.</summary>
    internal sealed class Enc28j60Transmitter
    {
        /// <summary>Bytes wanted free in front of a frame: opcode and control byte.</summary>
        internal const int Headroom = 2;

        // Bit 29 of the status vector: late collision (table 7-1).
        private const int StatusLength = 7;
        private const int LateCollisionByte = 3;
        private const int LateCollision = 0x20;

        // As often as the chip itself tries after collisions that come in time.
        private const int MostAttempts = 16;

        // A frame takes 1.2 ms; one that two checks have seen on its way is not.
        private const int MostChecks = 2;

        /// <summary>A frame has been given to the chip, and its end not been seen.</summary>
        internal bool busy;

        private readonly Enc28j60Port port;
        private readonly Enc28j60Counters counters;
        private readonly bool fullDuplex;
        private readonly byte[] status = new byte[1 + StatusLength];
        private int end;
        private int attempts;
        private int checks;

        internal Enc28j60Transmitter(Enc28j60Port port, Enc28j60Counters counters, bool fullDuplex)
        {
            this.port = port;
            this.counters = counters;
            this.fullDuplex = fullDuplex;
        }

        /// <summary>The chip has been reset.</summary>
        internal void Forget()
        {
            busy = false;
            end = 0;
        }

        /// <summary>Gives the chip a frame and lets it go out.</summary>
        internal void Start(byte[] buffer, int offset, int length)
        {
            if (!fullDuplex)
            {
                ResetLogic();
            }

            port.WritePair(Enc28j60Register.Ewrpt, Enc28j60Memory.TransmitStart);

            // Control byte: as MACON3 says.
            buffer[offset - 1] = 0;
            port.WriteMemory(buffer, offset - 1, 1 + length);
            int last = Enc28j60Memory.TransmitStart + length;
            if (last != end)
            {
                port.WritePair(Enc28j60Register.Etxnd, last);
                end = last;
            }

            attempts = 1;
            Go();
        }

        /// <summary>The chip is through with the frame: sees whether it has to go out again.</summary>
        /// <returns>False where it is going out again.</returns>
        internal bool Complete()
        {
            busy = false;
            if (fullDuplex || (port.Read(Enc28j60Register.Eir) & Enc28j60Register.EirTransmitError) == 0)
            {
                return true;
            }

            counters.TransmitsAborted++;
            bool late = WasLateCollision();
            ResetLogic();
            if (!late || attempts == MostAttempts)
            {
                return true;
            }

            // DS80349 issue 13 (PHY): a link pulse may pass for a late collision, after which the MAC does not try again.
            attempts++;
            counters.LateCollisions++;
            Go();
            return false;
        }

        /// <summary>Looks after a frame that is still going out; one that does so for ever is taken back.</summary>
        internal void Check()
        {
            if (++checks > MostChecks)
            {
                counters.SendTimeouts++;
                ResetLogic();
                busy = false;
            }
        }

        private void Go()
        {
            busy = true;
            checks = 0;
            port.SetBits(Enc28j60Register.Econ1, Enc28j60Register.Econ1TransmitRequest);
        }

        /// <summary>
        /// DS80349 issue 12 (Transmit Logic): after a transmission given up the next may never end, unless the logic is reset
        /// before. Without collisions, in full duplex, none is given up. The reset may raise the error flag itself.
        /// </summary>
        private void ResetLogic()
        {
            port.SetBits(Enc28j60Register.Econ1, Enc28j60Register.Econ1TransmitReset);
            port.ClearBits(Enc28j60Register.Econ1, Enc28j60Register.Econ1TransmitReset);
            port.ClearBits(Enc28j60Register.Eir, Enc28j60Register.EirTransmitError | Enc28j60Register.EirTransmit);
        }

        /// <summary>DS80349 issue 15 (Transmit Logic): ESTAT.LATECOL may not say so; the status vector behind the frame does.</summary>
        private bool WasLateCollision()
        {
            port.SetReadPointer(end + 1);
            port.ReadMemory(status, 1, StatusLength);
            return (status[1 + LateCollisionByte] & LateCollision) != 0;
        }
    }
}
