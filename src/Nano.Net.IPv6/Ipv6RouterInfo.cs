namespace Nano.Net.IPv6
{
    /// <summary>A router that takes packets for everywhere, at the moment when it was asked for.</summary>
    public sealed class Ipv6RouterInfo
    {
        internal Ipv6RouterInfo(IPAddress address, int preference, bool answers, bool isInUse, long lifetime)
        {
            Address = address;
            Preference = preference;
            Answers = answers;
            IsInUse = isInUse;
            Lifetime = lifetime;
        }

        /// <summary>Its address.</summary>
        public IPAddress Address { get; }

        /// <summary>1 where it is to be preferred to others, -1 where others are, else 0 (RFC 4191 section 2.1).</summary>
        public int Preference { get; }

        /// <summary>False where it did not answer when it was asked for, and has not been heard of since.</summary>
        public bool Answers { get; }

        /// <summary>Whether what is for elsewhere goes to it.</summary>
        public bool IsInUse { get; }

        /// <summary>Milliseconds for which it can be had; <see cref="Ipv6Interface.Forever"/> where that does not end.</summary>
        public long Lifetime { get; }
    }
}
