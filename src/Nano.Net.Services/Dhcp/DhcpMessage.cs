using Nano.Net.Wire;

namespace Nano.Net.Services
{
    /// <summary>The format of DHCP messages (RFC 2131 section 2, RFC 2132): offsets, numbers, and how options are found.</summary>
    internal static class DhcpMessage
    {
        internal const int ServerPort = 67;
        internal const int ClientPort = 68;

        /// <summary>Bytes of a message in front of its options: the fixed fields and the cookie.</summary>
        internal const int HeaderLength = 240;

        /// <summary>What a message is padded to: BOOTP relays drop shorter ones (RFC 1542 section 2.1).</summary>
        internal const int MinimumLength = 300;

        /// <summary>The longest message that every client must take (RFC 2131 section 2), and the longest that this one sends.</summary>
        internal const int MaximumLength = 548;

        internal const int OperationOffset = 0;
        internal const int HardwareTypeOffset = 1;
        internal const int HardwareLengthOffset = 2;
        internal const int TransactionOffset = 4;
        internal const int SecondsOffset = 8;
        internal const int FlagsOffset = 10;
        internal const int ClientAddressOffset = 12;
        internal const int YourAddressOffset = 16;
        internal const int ClientHardwareOffset = 28;
        internal const int ServerNameOffset = 44;
        internal const int ServerNameLength = 64;
        internal const int FileOffset = 108;
        internal const int FileLength = 128;
        internal const int CookieOffset = 236;

        internal const int BootRequest = 1;
        internal const int BootReply = 2;
        internal const int Ethernet = 1;
        internal const int BroadcastFlag = 0x8000;
        internal const uint Cookie = 0x63825363;

        internal const int Discover = 1;
        internal const int Offer = 2;
        internal const int Request = 3;
        internal const int Decline = 4;
        internal const int Ack = 5;
        internal const int Nak = 6;
        internal const int Release = 7;

        internal const int PadOption = 0;
        internal const int SubnetMaskOption = 1;
        internal const int RouterOption = 3;
        internal const int DnsServersOption = 6;
        internal const int HostNameOption = 12;
        internal const int DomainNameOption = 15;
        internal const int NtpServersOption = 42;
        internal const int RequestedAddressOption = 50;
        internal const int LeaseTimeOption = 51;
        internal const int OverloadOption = 52;
        internal const int MessageTypeOption = 53;
        internal const int ServerIdentifierOption = 54;
        internal const int ParameterListOption = 55;
        internal const int MaximumSizeOption = 57;
        internal const int RenewalTimeOption = 58;
        internal const int RebindingTimeOption = 59;
        internal const int ClientIdentifierOption = 61;
        internal const int ClasslessRoutesOption = 121;
        internal const int EndOption = 255;

        private const int Missing = -1;

        /// <summary>Whether bytes are a reply. Of its options nothing is known yet.</summary>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Bytes of it.</param>
        internal static bool IsReply(byte[] buffer, int offset, int length)
        {
            return length >= HeaderLength
                && buffer[offset + OperationOffset] == BootReply
                && buffer[offset + HardwareTypeOffset] == Ethernet
                && buffer[offset + HardwareLengthOffset] == EthernetFrame.AddressLength
                && BigEndian.ReadUInt32(buffer, offset + CookieOffset) == Cookie;
        }

        /// <summary>Finds an option in a message that is known to be a reply, also where options overflow into the fields for names (RFC 2132 section 9.3).</summary>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Bytes of it.</param>
        /// <param name="option">The option's code.</param>
        /// <returns>
        /// Index of its length, which its value follows; less than 0 where it is not there. The first option that runs over the
        /// end of its field ends the search there: what stands before it counts, as it does for other clients.
        /// </returns>
        internal static int Find(byte[] buffer, int offset, int length, int option)
        {
            int found = FindIn(buffer, offset + HeaderLength, offset + length, option);
            if (found != Missing)
            {
                return found;
            }

            int overload = FindIn(buffer, offset + HeaderLength, offset + length, OverloadOption);
            int fields = overload >= 0 && buffer[overload] == 1 ? buffer[overload + 1] : 0;
            if ((fields & 1) != 0)
            {
                found = FindIn(buffer, offset + FileOffset, offset + FileOffset + FileLength, option);
            }

            if (found == Missing && (fields & 2) != 0)
            {
                found = FindIn(buffer, offset + ServerNameOffset, offset + ServerNameOffset + ServerNameLength, option);
            }

            return found;
        }

        /// <summary>The type of a message; 0 where it has none.</summary>
        internal static int TypeOf(byte[] buffer, int offset, int length)
        {
            int at = Find(buffer, offset, length, MessageTypeOption);
            return at < 0 || buffer[at] != 1 ? 0 : buffer[at + 1];
        }

        /// <summary>The 32 bits of an option, the first of them where it is a list.</summary>
        /// <returns>0 where it is not there, or is no number of 32 bits.</returns>
        internal static uint FindUInt32(byte[] buffer, int offset, int length, int option)
        {
            int at = Find(buffer, offset, length, option);
            return at < 0 || buffer[at] < 4 ? 0 : BigEndian.ReadUInt32(buffer, at + 1);
        }

        /// <summary>Reads a list of addresses of hosts, and leaves out what no host can have.</summary>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Bytes of it.</param>
        /// <param name="option">The option's code.</param>
        /// <param name="addresses">Where to put as many as fit.</param>
        /// <returns>How many.</returns>
        internal static int FindAddresses(byte[] buffer, int offset, int length, int option, uint[] addresses)
        {
            int at = Find(buffer, offset, length, option);
            int listed = at < 0 ? 0 : buffer[at] >> 2;
            int count = 0;
            for (int i = 0; i < listed && count < addresses.Length; i++)
            {
                uint address = BigEndian.ReadUInt32(buffer, at + 1 + (4 * i));
                if (HostAddress.IsValid(address))
                {
                    addresses[count++] = address;
                }
            }

            return count;
        }

        private static int FindIn(byte[] buffer, int at, int end, int option)
        {
            while (at < end)
            {
                int code = buffer[at++];
                if (code == EndOption)
                {
                    break;
                }

                if (code == PadOption)
                {
                    continue;
                }

                if (at == end || at + 1 + buffer[at] > end)
                {
                    break;
                }

                if (code == option)
                {
                    return at;
                }

                at += 1 + buffer[at];
            }

            return Missing;
        }
    }
}
