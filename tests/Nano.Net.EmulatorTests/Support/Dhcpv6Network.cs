using System;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.EmulatorTests
{
    /// <summary>
    /// A link device at whose far end there are a router, which says that a server gives addresses, and that server. It grants
    /// 2001:db8::50, and the DNS server is fe80::2.
    /// </summary>
    public sealed class Dhcpv6Network : ILinkDevice
    {
        /// <summary>Seconds until the lease is to be extended, T1.</summary>
        public const int RenewalTime = 300;

        private const int Ip = 14;
        private const int Payload = Ip + 40;
        private const int Options = Payload + 8 + 4;

        private static readonly byte[] hardwareAddress = new byte[] { 2, 0, 0, 0, 0, 1 };

        private static readonly byte[] routerAdvertisement = new byte[]
        {
            0x33, 0x33, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x86, 0xDD, 0x60, 0, 0, 0, 0, 16, 58, 255,
            0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
            134, 0, 0x34, 0xA6, 64, 0x80, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0,
        };

        // Behind the association's number: T1, T2, the address, for how long it is preferred and valid; then a DNS server.
        private static readonly byte[] lease = new byte[]
        {
            0, 0, RenewalTime >> 8, RenewalTime & 0xFF, 0, 0, 1, 0xF4,
            0, 5, 0, 24, 0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x50, 0, 0, 2, 0x58, 0, 0, 3, 0x84,
            0, 23, 0, 16, 0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
        };

        private static readonly byte[] serverIdentifier = new byte[] { 0, 2, 0, 10, 0, 3, 0, 1, 2, 0, 0, 0, 0, 2 };

        private readonly LinkCapabilities capabilities = new LinkCapabilities { VerifiesChecksums = true };
        private readonly byte[] waiting = new byte[600];
        private int waitingLength;

        /// <inheritdoc/>
        public event FrameAvailableHandler FrameAvailable;

        /// <summary>The type of the message that the server has received last.</summary>
        public int LastType { get; private set; }

        /// <inheritdoc/>
        public byte[] HardwareAddress
        {
            get { return hardwareAddress; }
        }

        /// <inheritdoc/>
        public int MaximumTransmissionUnit
        {
            get { return 1500; }
        }

        /// <inheritdoc/>
        public bool IsLinkUp
        {
            get { return true; }
        }

        /// <inheritdoc/>
        public LinkCapabilities Capabilities
        {
            get { return capabilities; }
        }

        /// <summary>Has the stack look at the clock again.</summary>
        public void Wake()
        {
            FrameAvailableHandler handler = FrameAvailable;
            if (handler != null)
            {
                handler();
            }
        }

        /// <inheritdoc/>
        public int Receive(byte[] buffer, int offset, int capacity)
        {
            int length = waitingLength;
            waitingLength = 0;
            Array.Copy(waiting, 0, buffer, offset, length);
            return length;
        }

        /// <inheritdoc/>
        public bool Send(byte[] buffer, int offset, int length)
        {
            int payload = offset + Payload;
            if (buffer[offset + 12] != 0x86)
            {
                return true;
            }

            if (buffer[offset + Ip + 6] == 58 && buffer[payload] == 133)
            {
                Array.Copy(routerAdvertisement, 0, waiting, 0, routerAdvertisement.Length);
                waitingLength = routerAdvertisement.Length;
                Wake();
            }
            else if (buffer[offset + Ip + 6] == 17 && BigEndian.ReadUInt16(buffer, payload + 2) == 547)
            {
                Answer(buffer, offset, length);
                Wake();
            }

            return true;
        }

        private void Answer(byte[] buffer, int offset, int length)
        {
            int type = buffer[offset + Payload + 8];
            LastType = type;
            Array.Copy(buffer, offset, waiting, 0, Options);
            Array.Copy(hardwareAddress, 0, waiting, 0, 6);
            waiting[11] = 2;
            Array.Copy(routerAdvertisement, Ip + 8, waiting, Ip + 8, 16);
            Array.Copy(buffer, offset + Ip + 8, waiting, Ip + 24, 16);
            BigEndian.WriteUInt16(waiting, Payload, 547);
            BigEndian.WriteUInt16(waiting, Payload + 2, 546);
            waiting[Payload + 8] = (byte)(type == 1 ? 2 : 7);
            int at = Options;
            for (int option = offset + Options; option < offset + length; option += 4 + BigEndian.ReadUInt16(buffer, option + 2))
            {
                int code = BigEndian.ReadUInt16(buffer, option);
                if (code == 1)
                {
                    int size = 4 + BigEndian.ReadUInt16(buffer, option + 2);
                    Array.Copy(buffer, option, waiting, at, size);
                    at += size;
                    Array.Copy(serverIdentifier, 0, waiting, at, serverIdentifier.Length);
                    at += serverIdentifier.Length;
                }
                else if (code == 3)
                {
                    BigEndian.WriteUInt16(waiting, at, 3);
                    BigEndian.WriteUInt16(waiting, at + 2, 12 + 28);
                    Array.Copy(buffer, option + 4, waiting, at + 4, 4);
                    Array.Copy(lease, 0, waiting, at + 8, lease.Length);
                    at += 8 + lease.Length;
                }
            }

            BigEndian.WriteUInt16(waiting, Ip + 4, at - Payload);
            BigEndian.WriteUInt16(waiting, Payload + 4, at - Payload);
            waitingLength = at;
        }
    }
}
