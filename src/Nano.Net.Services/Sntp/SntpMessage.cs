using Nano.Net.Wire;

namespace Nano.Net.Services
{
    /// <summary>The format of SNTP messages (RFC 4330 section 4): offsets, numbers, and what a timestamp means.</summary>
    internal static class SntpMessage
    {
        internal const int Port = 123;
        internal const int Length = 48;
        internal const int StratumOffset = 1;
        internal const int RootDelayOffset = 4;
        internal const int RootDispersionOffset = 8;
        internal const int ReferenceOffset = 12;
        internal const int OriginateOffset = 24;
        internal const int ReceiveOffset = 32;
        internal const int TransmitOffset = 40;

        /// <summary>No leap warning, version 4, mode "client".</summary>
        internal const byte Request = 0x23;

        internal const int ServerMode = 4;
        internal const int OldestVersion = 1;
        internal const int NewestVersion = 4;

        /// <summary>Leap indicator of a server whose clock is not set.</summary>
        internal const int Unsynchronized = 3;

        internal const int LastStratum = 15;

        /// <summary>"DENY" and "RSTR": go away; "RATE": ask less often (section 8).</summary>
        internal const uint KissDeny = 0x44454E59;
        internal const uint KissRestrict = 0x52535452;
        internal const uint KissRate = 0x52415445;

        // Seconds from 1900 to 1970, and of an era.
        private const long UnixEpoch = 2208988800;
        private const long Era = 0x100000000;

        /// <summary>Reads a timestamp.</summary>
        /// <param name="buffer">Holds it.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <returns>Milliseconds since 1970, rounded. Where the first bit of the seconds is not set, they count from 2036 (section 3): right from 1968 to 2104.</returns>
        internal static long ReadTime(byte[] buffer, int offset)
        {
            long seconds = BigEndian.ReadUInt32(buffer, offset);
            long fraction = BigEndian.ReadUInt32(buffer, offset + 4);
            if (seconds < Era / 2)
            {
                seconds += Era;
            }

            return ((seconds - UnixEpoch) * 1000) + (((fraction * 1000) + (Era / 2)) >> 32);
        }
    }
}
