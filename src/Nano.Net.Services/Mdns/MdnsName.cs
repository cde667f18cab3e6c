using System;

namespace Nano.Net.Services
{
    /// <summary>A name as it stands in messages, without pointers.</summary>
    internal class MdnsName
    {
        internal readonly byte[] bytes;

        /// <summary>Bytes of it, the empty label at its end included; 0 where there is no such name.</summary>
        internal int length;

        /// <summary>Makes a name that never changes.</summary>
        /// <param name="name">For example "_http._tcp.local".</param>
        internal MdnsName(string name)
        {
            bytes = new byte[name.Length + 2];
            length = DnsName.Write(name, bytes, 0, bytes.Length);
        }

        /// <summary>Makes an empty name that can become another.</summary>
        /// <param name="capacity">Bytes of the longest.</param>
        internal MdnsName(int capacity)
        {
            bytes = new byte[capacity];
        }

        /// <summary>Makes it a label and a domain.</summary>
        internal void Set(byte[] label, int labelLength, MdnsName domain)
        {
            bytes[0] = (byte)labelLength;
            Array.Copy(label, 0, bytes, 1, labelLength);
            Array.Copy(domain.bytes, 0, bytes, 1 + labelLength, domain.length);
            length = 1 + labelLength + domain.length;
        }

        /// <summary>Makes it the name under which the name of an address is looked up (RFC 1035 section 3.5).</summary>
        /// <param name="address">The address; 0 for no such name.</param>
        /// <param name="domain">What follows the address.</param>
        internal void SetReverse(uint address, MdnsName domain)
        {
            if (address == 0)
            {
                length = 0;
                return;
            }

            int at = 0;
            for (int shift = 0; shift < 32; shift += 8)
            {
                int octet = (int)(address >> shift) & 0xFF;
                int digits = octet < 10 ? 1 : octet < 100 ? 2 : 3;
                bytes[at] = (byte)digits;
                for (int i = digits; i > 0; i--)
                {
                    bytes[at + i] = (byte)('0' + octet % 10);
                    octet /= 10;
                }

                at += digits + 1;
            }

            Array.Copy(domain.bytes, 0, bytes, at, domain.length);
            length = at + domain.length;
        }

        /// <summary>Whether a name in a message is this one.</summary>
        internal bool IsAt(DnsReader message, int at)
        {
            return length != 0 && DnsName.AreEqual(message.buffer, message.start, message.end, at, bytes, 0, length, 0);
        }
    }
}
