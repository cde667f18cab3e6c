using System;
using Nano.Net.Wire;

namespace Nano.Net.EmulatorTests
{
    /// <summary>What the servers of a small network answer; it is 10.0.0.2 that they are on.</summary>
    public static class Answers
    {
        /// <summary>Seconds for which an address is granted.</summary>
        public const int LeaseTime = 600;

        /// <summary>DHCP: offers and grants 10.0.0.50; the servers for DNS and time are 10.0.0.9 and 10.0.0.2.</summary>
        public static int Lease(byte[] message, int length)
        {
            // The message type is the first option that the client sends.
            int type = message[242];
            if (type != 1 && type != 3)
            {
                return 0;
            }

            byte[] options = new byte[]
            {
                53, 1, (byte)(type == 1 ? 2 : 5), 54, 4, 10, 0, 0, 2, 51, 4, 0, 0, LeaseTime >> 8, LeaseTime & 0xFF,
                1, 4, 255, 255, 255, 0, 6, 4, 10, 0, 0, 9, 42, 4, 10, 0, 0, 2, 15, 3, (byte)'l', (byte)'a', (byte)'b', 255,
            };
            message[0] = 2;
            BigEndian.WriteUInt32(message, 16, 0x0A000032);
            Array.Copy(options, 0, message, 240, options.Length);
            return 240 + options.Length;
        }

        /// <summary>DNS: all names of four letters are at 10.0.0.2, and there are no others.</summary>
        public static int Resolve(byte[] message, int length)
        {
            length = DropOpt(message, length);
            message[2] = 0x81;
            message[3] = 0x80;
            if (message[12] != 4)
            {
                message[3] = 0x83;
                return length;
            }

            byte[] record = new byte[] { 0xC0, 12, 0, 1, 0, 1, 0, 0, 1, 0, 0, 4, 10, 0, 0, 2 };
            message[7] = 1;
            Array.Copy(record, 0, message, length, record.Length);
            return length + record.Length;
        }

        /// <summary>DNS: all names have one IPv6 address, 2001:db8::2, and none of IPv4.</summary>
        public static int ResolveIpv6(byte[] message, int length)
        {
            length = DropOpt(message, length);
            message[2] = 0x81;
            message[3] = 0x80;
            if (message[length - 3] != 28)
            {
                return length;
            }

            byte[] record = new byte[] { 0xC0, 12, 0, 28, 0, 1, 0, 0, 1, 0, 0, 16, 0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2 };
            message[7] = 1;
            Array.Copy(record, 0, message, length, record.Length);
            return length + record.Length;
        }

        // The record with which a question ends (EDNS).
        private static int DropOpt(byte[] message, int length)
        {
            length -= 11 * message[11];
            message[11] = 0;
            return length;
        }

        /// <summary>SNTP: it is the first of January 2030.</summary>
        public static int TellTime(byte[] message, int length)
        {
            message[0] = 0x24;
            message[1] = 1;
            Array.Copy(message, 40, message, 24, 8);

            // Seconds from 1900 to 2030.
            BigEndian.WriteUInt32(message, 32, 4102444800);
            BigEndian.WriteUInt32(message, 36, 0);
            Array.Copy(message, 32, message, 40, 8);
            return length;
        }
    }
}
