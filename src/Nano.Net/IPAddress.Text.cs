using System;
using Nano.Net.Wire;

namespace Nano.Net
{
    // The text of an address: dotted decimal, and for IPv6 the forms of RFC 4291 section 2.2, RFC 4007 section 11 (zones) and
    // RFC 5952 (the one form that is written).
    public sealed partial class IPAddress
    {
        private const int Fields = 8;

        // Eight fields of four digits and the colons between them.
        private const int LongestFields = 39;

        /// <summary>
        /// Reads an address: IPv4 as four numbers from 0 to 255, IPv6 as RFC 4291 section 2.2 has it, with a zone of digits
        /// behind a "%" where it is of link-local scope. An IPv6 address may stand in brackets, as in a URI, and a port behind
        /// those is passed over.
        /// </summary>
        /// <param name="ipString">For example "192.168.1.20", "2001:db8::20" or "fe80::1%1".</param>
        /// <exception cref="ArgumentNullException">There is no string.</exception>
        /// <exception cref="FormatException">It is not an address.</exception>
        public static IPAddress Parse(string ipString)
        {
            if (ipString == null)
            {
                throw new ArgumentNullException("ipString");
            }

            IPAddress address;
            if (!TryParse(ipString, out address))
            {
                throw new FormatException("'" + ipString + "' is not an address such as 192.168.1.20 or 2001:db8::20");
            }

            return address;
        }

        /// <summary>Reads an address, as <see cref="Parse"/> does.</summary>
        /// <param name="ipString">For example "192.168.1.20", "2001:db8::20" or "fe80::1%1".</param>
        /// <param name="address">The address, or null.</param>
        /// <returns>Whether it is one. A leading zero in an IPv4 address ("010") is refused: some read it as octal. So is the name of a zone.</returns>
        public static bool TryParse(string ipString, out IPAddress address)
        {
            address = null;
            if (ipString == null)
            {
                return false;
            }

            if (ipString.IndexOf(':') < 0)
            {
                uint number;
                if (ReadIpv4(ipString, 0, ipString.Length, out number))
                {
                    address = new IPAddress(number);
                }
            }
            else
            {
                byte[] scoped = new byte[ScopedLength];
                if (ReadIpv6(ipString, scoped))
                {
                    address = new IPAddress(scoped, 0, BigEndian.ReadUInt32(scoped, ScopeOffset));
                }
            }

            return !(address is null);
        }

        /// <summary>The dotted decimal form of an IPv4 address, that of RFC 5952 of an IPv6 address; where its zone is not 0, "%" and its number follow.</summary>
        public override string ToString()
        {
            if (ipv6 == null)
            {
                return Dotted(value);
            }

            bool hasTail = HasDottedTail(ipv6);
            string text = Hexadecimal(ipv6, hasTail ? Fields - 2 : Fields);
            if (hasTail)
            {
                text += (text[text.Length - 1] == ':' ? "" : ":") + Dotted(BigEndian.ReadUInt32(ipv6, MappedOffset));
            }

            uint scope = BigEndian.ReadUInt32(ipv6, ScopeOffset);
            return scope == 0 ? text : text + "%" + scope.ToString();
        }

        /// <summary>Reads up to ten digits.</summary>
        /// <param name="text">Where they stand.</param>
        /// <param name="start">Index of the first.</param>
        /// <param name="end">Index behind the last.</param>
        /// <returns>The number; -1 where there is no digit, something else, or the number is larger than 32 bits hold.</returns>
        internal static long ReadNumber(string text, int start, int end)
        {
            long number = start < end ? 0 : -1;
            for (int i = start; i < end; i++)
            {
                int digit = text[i] - '0';
                if (digit < 0 || digit > 9 || (number = number * 10 + digit) > 0xFFFFFFFFL)
                {
                    return -1;
                }
            }

            return number;
        }

        private static bool ReadIpv4(string text, int start, int end, out uint number)
        {
            number = 0;
            int octets = 0;
            int octet = 0;
            int digits = 0;
            for (int i = start; i <= end; i++)
            {
                char c = i < end ? text[i] : '.';
                if (c == '.')
                {
                    if (digits == 0 || ++octets > 4)
                    {
                        return false;
                    }

                    number = (number << 8) | (uint)octet;
                    octet = 0;
                    digits = 0;
                    continue;
                }

                if (c < '0' || c > '9' || (digits > 0 && octet == 0))
                {
                    return false;
                }

                octet = octet * 10 + (c - '0');
                digits++;
                if (octet > 255)
                {
                    return false;
                }
            }

            return octets == 4;
        }

        // Takes off brackets, port and zone.
        private static bool ReadIpv6(string text, byte[] scoped)
        {
            int start = 0;
            int end = text.Length;
            if (text[0] == '[')
            {
                end = text.IndexOf(']');
                if (end < 0 || !IsPort(text, end + 1))
                {
                    return false;
                }

                start = 1;
            }

            int percent = text.IndexOf('%');
            if (percent >= 0 && percent < end)
            {
                long scope = ReadNumber(text, percent + 1, end);
                if (scope < 0)
                {
                    return false;
                }

                BigEndian.WriteUInt32(scoped, ScopeOffset, (uint)scope);
                end = percent;
            }

            return ReadFields(text, start, end, scoped);
        }

        // Whether there is nothing, or a colon and a port, which may be empty (RFC 3986 section 3.2.3).
        private static bool IsPort(string text, int start)
        {
            return start == text.Length
                || (text[start] == ':' && (start + 1 == text.Length || ReadNumber(text, start + 1, text.Length) >= 0));
        }

        private static bool ReadFields(string text, int start, int end, byte[] bytes)
        {
            int count = 0;
            int gap = -1;
            int i = start;
            if (i + 1 < end && text[i] == ':' && text[i + 1] == ':')
            {
                gap = 0;
                i += 2;
            }

            while (i < end)
            {
                int first = i;
                int field = 0;
                int digit;
                while (i < end && i - first < 4 && (digit = Digit(text[i])) >= 0)
                {
                    field = (field << 4) | digit;
                    i++;
                }

                if (i < end && text[i] == '.')
                {
                    uint tail;
                    if (count > MappedOffset || !ReadIpv4(text, first, end, out tail))
                    {
                        return false;
                    }

                    BigEndian.WriteUInt32(bytes, count, tail);
                    count += Ipv4Length;
                    break;
                }

                if (i == first || count == Ipv6Length)
                {
                    return false;
                }

                BigEndian.WriteUInt16(bytes, count, field);
                count += 2;
                if (i == end)
                {
                    break;
                }

                if (text[i++] != ':' || i == end)
                {
                    return false;
                }

                if (text[i] == ':')
                {
                    if (gap >= 0)
                    {
                        return false;
                    }

                    gap = count;
                    i++;
                }
            }

            if (gap >= 0 && count < Ipv6Length)
            {
                // "::" stands for one or more fields of zero (RFC 4291 section 2.2): what stands behind it moves to the end.
                for (int n = 1; n <= count - gap; n++)
                {
                    bytes[Ipv6Length - n] = bytes[count - n];
                    bytes[count - n] = 0;
                }

                return true;
            }

            return gap < 0 && count == Ipv6Length;
        }

        private static int Digit(char c)
        {
            return c >= '0' && c <= '9' ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                : -1;
        }

        private static string Dotted(uint number)
        {
            return (number >> 24).ToString() + "." + ((number >> 16) & 0xFF).ToString() + "."
                + ((number >> 8) & 0xFF).ToString() + "." + (number & 0xFF).ToString();
        }

        // Whether the last four bytes are written as an IPv4 address (RFC 5952 section 5): IPv4-mapped, the deprecated
        // IPv4-compatible, IPv4-translated (RFC 2765) and ISATAP (RFC 5214) addresses, as System.Net.IPAddress does.
        private static bool HasDottedTail(byte[] ipv6)
        {
            int fifth = BigEndian.ReadUInt16(ipv6, 8);
            int sixth = BigEndian.ReadUInt16(ipv6, 10);
            return (fifth == 0 && sixth == 0x5EFE)
                || (ZeroFields(ipv6, 0, 4) && BigEndian.ReadUInt16(ipv6, MappedOffset) != 0
                    && (fifth == 0 ? sixth == 0 || sixth == 0xFFFF : fifth == 0xFFFF && sixth == 0));
        }

        // Lower case, no leading zeros, and "::" for the longest run of two or more zero fields, the first of equals (RFC 5952
        // section 4).
        private static string Hexadecimal(byte[] ipv6, int fields)
        {
            int run = -1;
            int length = 1;
            for (int f = 0; f < fields; f++)
            {
                int zeros = 0;
                while (f + zeros < fields && ZeroFields(ipv6, f + zeros, 1))
                {
                    zeros++;
                }

                if (zeros > length)
                {
                    run = f;
                    length = zeros;
                }

                f += zeros;
            }

            char[] text = new char[LongestFields];
            int n = 0;
            for (int f = 0; f < fields; f++)
            {
                if (f == run)
                {
                    text[n++] = ':';
                    text[n++] = ':';
                    f += length - 1;
                    continue;
                }

                if (n > 0 && text[n - 1] != ':')
                {
                    text[n++] = ':';
                }

                int field = BigEndian.ReadUInt16(ipv6, 2 * f);
                int shift = field > 0xFFF ? 12 : field > 0xFF ? 8 : field > 0xF ? 4 : 0;
                for (; shift >= 0; shift -= 4)
                {
                    int digit = (field >> shift) & 0xF;
                    text[n++] = (char)(digit < 10 ? '0' + digit : 'a' + digit - 10);
                }
            }

            return new string(text, 0, n);
        }
    }
}
