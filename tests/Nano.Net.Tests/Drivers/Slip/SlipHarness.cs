using Nano.Net.Drivers;

namespace Nano.Net.Tests.Drivers.Slip
{
    /// <summary>A SLIP link on a line whose far end is the test.</summary>
    internal sealed class SlipHarness
    {
        public const byte End = 0xC0;
        public const byte Escape = 0xDB;
        public const byte EscapedEnd = 0xDC;
        public const byte EscapedEscape = 0xDD;

        private readonly byte[] buffer = new byte[2000];

        public SlipHarness(int mtu = 1006)
        {
            Link = new SlipLink(Line, new SlipOptions { MaximumTransmissionUnit = mtu });
        }

        public FakeSerialLine Line { get; } = new();

        public SlipLink Link { get; }

        public SlipCounters Counters => Link.Counters;

        /// <summary>Sends a packet.</summary>
        /// <returns>What is on the line then.</returns>
        public byte[] Send(params byte[] packet)
        {
            packet.CopyTo(buffer, 5);
            Assert.True(Link.Send(buffer, 5, packet.Length));
            return Line.TakeWritten();
        }

        /// <summary>Takes all packets that the link has.</summary>
        public List<byte[]> Receive(int capacity = 1500)
        {
            List<byte[]> packets = [];
            int length;
            while ((length = Link.Receive(buffer, 7, capacity)) > 0)
            {
                packets.Add(buffer[7..(7 + length)]);
            }

            return packets;
        }

        /// <summary>Puts bytes on the line.</summary>
        /// <returns>The packets that the link makes of them.</returns>
        public List<byte[]> Receive(params byte[] line)
        {
            Line.Put(line);
            return Receive();
        }
    }
}
