using System;

namespace Nano.Net.Services
{
    /// <summary>
    /// A name that this host wants for itself alone. Where another has it, a number makes it different: "nano-2" of a
    /// host, "Nano (2)" of a service (RFC 6762 section 9, RFC 6763 appendix D).
    /// </summary>
    internal sealed class ClaimedName : MdnsName
    {
        private const int LongestLabel = 63;

        private readonly byte[] wanted;
        private readonly byte[] label = new byte[LongestLabel];
        private readonly MdnsName domain;
        private readonly bool isHost;
        private int labelLength;
        private int number;

        /// <summary>Whether another host was heard that has the wanted name, since it was last asked who has.</summary>
        internal bool isHeard;

        /// <summary>Makes a name.</summary>
        /// <param name="wanted">Its first label, without length.</param>
        /// <param name="domain">What follows.</param>
        /// <param name="isHost">Whether it is a host's, and not a service's.</param>
        internal ClaimedName(byte[] wanted, MdnsName domain, bool isHost)
            : base(LongestName(domain.length))
        {
            this.wanted = wanted;
            this.domain = domain;
            this.isHost = isHost;
            Reset();
        }

        /// <summary>Bytes of the longest name in a domain.</summary>
        /// <param name="domainLength">Bytes of the domain.</param>
        internal static int LongestName(int domainLength)
        {
            return 1 + LongestLabel + domainLength;
        }

        /// <summary>Its first label.</summary>
        internal string Label
        {
            get { return new string(System.Text.Encoding.UTF8.GetChars(label, 0, labelLength)); }
        }

        /// <summary>Whether it is another one than was wanted, which somebody else had when this one was taken.</summary>
        internal bool IsDisplaced
        {
            get { return number > 1; }
        }

        /// <summary>Whether nobody else seems to have the wanted name any more.</summary>
        internal bool IsFree
        {
            get { return number > 1 && !isHeard; }
        }

        /// <summary>Makes another name the one that was wanted.</summary>
        internal void SetWanted(MdnsName name)
        {
            name.Set(wanted, wanted.Length, domain);
        }

        /// <summary>Makes it the one that was wanted.</summary>
        internal void Reset()
        {
            number = 0;
            TakeNext();
        }

        /// <summary>Makes it the next one.</summary>
        internal void TakeNext()
        {
            number++;
            int digits = 1;
            for (int n = number; n >= 10; n /= 10)
            {
                digits++;
            }

            int suffix = number == 1 ? 0 : isHost ? digits + 1 : digits + 3;
            int kept = wanted.Length;
            if (kept > LongestLabel - suffix)
            {
                // A character of UTF-8 is not cut in two.
                kept = LongestLabel - suffix;
                while (kept > 0 && (wanted[kept] & 0xC0) == 0x80)
                {
                    kept--;
                }
            }

            Array.Copy(wanted, 0, label, 0, kept);
            labelLength = kept + suffix;
            if (suffix > 0)
            {
                int at = labelLength - 1;
                if (!isHost)
                {
                    label[kept] = (byte)' ';
                    label[kept + 1] = (byte)'(';
                    label[at--] = (byte)')';
                }
                else
                {
                    label[kept] = (byte)'-';
                }

                for (int n = number; n > 0; n /= 10)
                {
                    label[at--] = (byte)('0' + n % 10);
                }
            }

            Set(label, labelLength, domain);
        }
    }
}
