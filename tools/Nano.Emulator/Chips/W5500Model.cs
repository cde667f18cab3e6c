using System.Buffers.Binary;
using Nano.Net.Link;

namespace Nano.Emulator
{
    /// <summary>
    /// A WIZnet W5500 at the level of its registers, after its data sheet, version 1.0.9: what a driver that brings its own
    /// TCP/IP needs, which is socket 0 in MACRAW mode. What the chip would not do it refuses with a <see cref="ChipException"/>.
    /// </summary>
    public sealed class W5500Model : ChipModel
    {
        private const int Sockets = 8;
        private const int MemorySize = 16 * 1024;
        private const int HeaderLength = 3;

        /// <summary>RSTn must be low for this long, in nanoseconds, and the clocks take as long as that after it (data sheet, reset timing).</summary>
        private const long ResetPulse = 500_000;
        private const long ClockStart = 1_000_000;

        private readonly W5500CommonRegisters common = new();
        private readonly W5500Socket[] sockets = new W5500Socket[Sockets];
        private readonly byte[] transmitMemory = new byte[MemorySize];
        private readonly byte[] receiveMemory = new byte[MemorySize];
        private readonly byte[] outgoing = new byte[MaximumFrame];
        private long readyAt;
        private long resetSince = -1;

        // A frame is being sent: when it will have left, and where it ends in the ring.
        private long sentAt = long.MaxValue;
        private ushort sentEnd;

        /// <summary>Powers a chip up.</summary>
        /// <param name="ethernet">Its Ethernet side: a port of a virtual wire or a TAP device. Not disposed of.</param>
        /// <param name="scheduler">Whose clock it runs by; that of the wire, if that is virtual.</param>
        /// <param name="seed">What the noise on the bus comes from.</param>
        public W5500Model(ILinkDevice ethernet, Scheduler scheduler, ulong seed = 0)
            : base(ethernet, scheduler, seed)
        {
            for (int i = 0; i < Sockets; i++)
            {
                sockets[i] = new W5500Socket();
            }

            Reset();
            Start();
        }

        /// <summary>Frames that come find no room, whatever there is; a fault to be switched on and off.</summary>
        public bool IsReceiverStuck { get; set; }

        /// <summary>What is sent from now on never leaves, until the socket is closed; a fault to be switched on and off.</summary>
        public bool IsTransmitterStuck { get; set; }

        /// <summary>Where OPEN sets the pointers of both rings, which the data sheet leaves open; 0 by default.</summary>
        public ushort FirstPointer { get; set; }

        /// <summary>Called before a byte of socket 0's registers is read, with its address: what happens in the chip in the middle of a transaction.</summary>
        internal Action<int>? ReadingSocketRegister { get; set; }

        /// <summary>Called before a transaction that writes, with its block and address.</summary>
        internal Action<int, int>? Writing { get; set; }

        /// <summary>Whether socket 0 is open in MACRAW mode.</summary>
        public bool IsOpen
        {
            get
            {
                lock (Gate)
                {
                    return sockets[0].Status == W5500Socket.StatusMacRaw;
                }
            }
        }

        /// <summary>The hardware address that the chip was given.</summary>
        public byte[] HardwareAddress
        {
            get
            {
                lock (Gate)
                {
                    return common.HardwareAddress.ToArray();
                }
            }
        }

        /// <inheritdoc/>
        protected override bool IsInterruptAsserted => IsReady && (SocketInterrupts & common.SocketInterruptMask) != 0;

        /// <inheritdoc/>
        protected override int WireSpeed => common.Is100 ? 100_000_000 : 10_000_000;

        private bool IsReady => resetSince < 0 && Now >= readyAt;

        private byte SocketInterrupts
        {
            get
            {
                int bits = 0;
                for (int i = 0; i < Sockets; i++)
                {
                    bits |= sockets[i].Interrupt != 0 ? 1 << i : 0;
                }

                return (byte)bits;
            }
        }

        /// <summary>Takes the chip's power away for a moment: all of its settings are gone.</summary>
        public void PowerCycle()
        {
            lock (Gate)
            {
                Reset();
                readyAt = Now + ClockStart;
            }

            NotifyInterrupt();
        }

        /// <summary>Lets a frame come in at this moment, beside the wire.</summary>
        public void Inject(ReadOnlySpan<byte> frame)
        {
            lock (Gate)
            {
                OnFrame(frame);
            }

            NotifyInterrupt();
        }

        /// <summary>Sets bits of Sn_MR of socket 0, as a disturbed bus would.</summary>
        /// <param name="bits">The bits.</param>
        public void DisturbSocketMode(byte bits)
        {
            lock (Gate)
            {
                sockets[0].Write(W5500Socket.Mode, (byte)(sockets[0].Read(W5500Socket.Mode) | bits));
            }
        }

        /// <summary>Puts an entry into the receive ring whose length is impossible: what a misaligned ring looks like.</summary>
        public void CorruptRing()
        {
            lock (Gate)
            {
                Store(sockets[0], [0xFF, 0xFE]);
            }

            NotifyInterrupt();
        }

        /// <inheritdoc/>
        protected override void OnResetLine(bool asserted)
        {
            if (asserted)
            {
                resetSince = resetSince < 0 ? Now : resetSince;
                Reset();
            }
            else if (resetSince >= 0)
            {
                if (Now - resetSince < ResetPulse)
                {
                    Refuse($"RSTn was low for {(Now - resetSince) / 1000} µs: should be at least {ResetPulse / 1000}");
                }

                resetSince = -1;
                readyAt = Now + ClockStart;
            }
        }

        /// <inheritdoc/>
        protected override void OnFrame(ReadOnlySpan<byte> frame)
        {
            W5500Socket socket = sockets[0];
            if (!IsReady || !common.HasPhyLink || socket.Status != W5500Socket.StatusMacRaw)
            {
                FramesDropped++;
            }
            else if (!socket.Passes(frame, common.HardwareAddress))
            {
                FramesFiltered++;
            }
            else if (IsReceiverStuck || frame.Length + 2 > socket.ReceiveSize - socket.ReceiveUsed)
            {
                FramesDropped++;
            }
            else
            {
                Span<byte> length = stackalloc byte[2];
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(frame.Length + 2));
                Store(socket, length);
                Store(socket, frame);
                FramesReceived++;
            }
        }

        /// <inheritdoc/>
        protected override void Transact(ReadOnlySpan<byte> sent, Span<byte> received)
        {
            if (sent.Length <= HeaderLength)
            {
                Refuse($"a transaction of {sent.Length} bytes: should be two of address, one of control, and data");
                return;
            }

            if (!IsReady)
            {
                // Before the clocks run, nothing is taken and zeros are read.
                return;
            }

            common.IsCableUp = IsCableUp;
            Advance();
            ushort address = BinaryPrimitives.ReadUInt16BigEndian(sent);
            int block = sent[2] >> 3;
            bool writes = (sent[2] & 4) != 0;
            if ((sent[2] & 3) != 0)
            {
                Refuse($"operation mode {sent[2] & 3}: fixed lengths are for a chip whose select is tied low");
                return;
            }

            if (writes)
            {
                Writing?.Invoke(block, address);
            }

            for (int i = HeaderLength; i < sent.Length; i++, address++)
            {
                if (writes)
                {
                    WriteByte(block, address, sent[i]);
                }
                else
                {
                    received[i] = ReadByte(block, address);
                }
            }
        }

        private void Reset()
        {
            common.Reset();
            foreach (W5500Socket socket in sockets)
            {
                socket.Reset();
            }

            sentAt = long.MaxValue;
        }

        /// <summary>Lets happen what has become due.</summary>
        private void Advance()
        {
            if (sentAt <= Now)
            {
                sentAt = long.MaxValue;
                sockets[0].TransmitRead = sentEnd;
                sockets[0].Raise(W5500Socket.SendOk);
            }
        }

        private byte ReadByte(int block, ushort address)
        {
            W5500Socket socket = sockets[block >> 2];
            switch (block & 3)
            {
                case 0 when block == 0:
                    if (!W5500CommonRegisters.IsMapped(address))
                    {
                        Refuse($"read of common register 0x{address:X4}, which is reserved");
                        return 0;
                    }

                    return address == W5500CommonRegisters.SocketInterrupt ? SocketInterrupts : common.Read(address);
                case 1:
                    if (!W5500Socket.IsMapped(address))
                    {
                        Refuse($"read of socket register 0x{address:X4}, which is reserved");
                        return 0;
                    }

                    if (block == 1)
                    {
                        ReadingSocketRegister?.Invoke(address);
                    }

                    return socket.Read(address);
                case 2 when TryLocate(block >> 2, address, s => s.TransmitSize, out int at):
                    return transmitMemory[at];
                case 3 when TryLocate(block >> 2, address, s => s.ReceiveSize, out int at):
                    return receiveMemory[at];
                default:
                    Refuse($"read of block {block}, which is reserved or has no memory");
                    return 0;
            }
        }

        private void WriteByte(int block, ushort address, byte value)
        {
            int number = block >> 2;
            W5500Socket socket = sockets[number];
            switch (block & 3)
            {
                case 0 when block == 0 && W5500CommonRegisters.IsWritable(address):
                    if (address == W5500CommonRegisters.Mode && (value & W5500CommonRegisters.SoftwareReset) != 0)
                    {
                        Reset();
                        readyAt = Now + ClockStart;
                    }
                    else
                    {
                        common.Write(address, value);
                    }

                    break;
                case 1 when W5500Socket.IsWritable(address):
                    if (address == W5500Socket.Command)
                    {
                        Execute(number, value);
                    }
                    else
                    {
                        if (W5500Socket.IsRingSize(address) && (value > 16 || (value & (value - 1)) != 0))
                        {
                            Refuse($"ring of {value} KB: should be 0, 1, 2, 4, 8 or 16");
                        }

                        socket.Write(address, value);
                        CheckSizes();
                    }

                    break;
                case 2 when TryLocate(number, address, s => s.TransmitSize, out int at):
                    if (number == 0 && sentAt != long.MaxValue && ((address - socket.TransmitRead) & (socket.TransmitSize - 1)) < (ushort)(sentEnd - socket.TransmitRead))
                    {
                        Refuse($"write to 0x{address:X4} of the transmit ring, which is being sent");
                    }

                    transmitMemory[at] = value;
                    break;
                default:
                    Refuse($"write of 0x{value:X2} to 0x{address:X4} of block {block}, which is read-only, reserved or has no memory");
                    break;
            }
        }

        private void Execute(int number, byte command)
        {
            W5500Socket socket = sockets[number];
            bool isOpen = socket.Status == W5500Socket.StatusMacRaw;
            switch (command)
            {
                case W5500Socket.OpenCommand when !isOpen && number == 0 && socket.IsMacRawMode:
                    socket.Open(FirstPointer);
                    break;
                case W5500Socket.CloseCommand:
                    socket.Close();
                    if (number == 0)
                    {
                        sentAt = long.MaxValue;
                    }

                    break;
                case W5500Socket.SendCommand when isOpen:
                    Send(socket);
                    break;
                case W5500Socket.ReceiveCommand when isOpen:
                    if ((ushort)(socket.ReceiveRead - socket.ReceiveDone) > socket.ReceiveUsed)
                    {
                        Refuse($"RECV with Sn_RX_RD 0x{socket.ReceiveRead:X4}, which is past Sn_RX_WR 0x{socket.ReceiveWrite:X4}");
                    }

                    socket.ReceiveDone = socket.ReceiveRead;
                    break;
                default:
                    Refuse($"command 0x{command:X2} to socket {number}, whose mode is 0x{socket.Read(W5500Socket.Mode):X2} and status 0x{socket.Status:X2}");
                    break;
            }
        }

        private void Send(W5500Socket socket)
        {
            int length = (ushort)(socket.TransmitWrite - socket.TransmitRead);
            if (sentAt != long.MaxValue)
            {
                Refuse("SEND while the frame before is still being sent");
            }
            else if (length is < 14 or > MaximumFrame)
            {
                Refuse($"SEND of {length} bytes: should be a frame, 14 to {MaximumFrame}");
            }
            else
            {
                for (int i = 0; i < length; i++)
                {
                    outgoing[i] = TryLocate(0, (ushort)(socket.TransmitRead + i), s => s.TransmitSize, out int at) ? transmitMemory[at] : (byte)0;
                }

                sentEnd = socket.TransmitWrite;

                // Without a link it waits, for as long as it takes.
                bool leaves = !IsTransmitterStuck && common.HasPhyLink;
                sentAt = leaves ? Emit(outgoing.AsSpan(0, length)) : long.MaxValue - 1;
            }
        }

        private void Store(W5500Socket socket, ReadOnlySpan<byte> bytes)
        {
            foreach (byte value in bytes)
            {
                if (TryLocate(0, socket.ReceiveWrite, s => s.ReceiveSize, out int at))
                {
                    receiveMemory[at] = value;
                }

                socket.ReceiveWrite++;
            }

            socket.Raise(W5500Socket.Received);
        }

        /// <summary>Where a byte of a socket's ring lies in the memory: those of lower numbers come first, and the pointer is masked.</summary>
        private bool TryLocate(int number, ushort address, Func<W5500Socket, int> sizeOf, out int at)
        {
            int size = sizeOf(sockets[number]);
            at = 0;
            for (int i = 0; i < number; i++)
            {
                at += sizeOf(sockets[i]);
            }

            at += address & (size - 1);
            return size > 0 && at < MemorySize;
        }

        private void CheckSizes()
        {
            int transmit = 0;
            int receive = 0;
            foreach (W5500Socket socket in sockets)
            {
                transmit += socket.TransmitSize;
                receive += socket.ReceiveSize;
            }

            if (Math.Max(transmit, receive) > MemorySize)
            {
                Refuse($"rings of {transmit} and {receive} bytes: all of one direction may have {MemorySize}");
            }
        }
    }
}
