using Nano.Fuzzing;
using Nano.Net.Tests.Support;
using Nano.Simulation;

namespace Nano.Net.Tests.Fuzzing
{
    /// <summary>The check of what is sent can fail: what is right passes, and each thing that may be wrong with it does not.</summary>
    public class FrameRuleTests
    {
        private const int Ip = 14;
        private const int Tcp = 34;

        private static readonly byte[] Right = Segment(0x10, []);

        [Fact]
        public void RightFrames_Pass()
        {
            Check(Right);
            Check(Segment(0x02, [2, 4, 5, 0xB4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7]));
            byte[] datagram = FrameMaker.MakeDatagram(Arena.Address, 1000, Arena.Peer, 53, new byte[20]);
            Packets.OurHardware.CopyTo(datagram, 6);
            Check(datagram);
        }

        [Theory]
        [InlineData(6, "another hardware address")]
        [InlineData(12, "neither IPv4, IPv6 nor ARP")]
        [InlineData(Ip, "no IPv4 header")]
        [InlineData(Ip + 3, "another total length")]
        [InlineData(Ip + 11, "wrong header checksum")]
        [InlineData(Tcp + 17, "malformed segment")]
        public void ByteThatIsWrong_IsFound(int at, string message)
        {
            byte[] frame = [.. Right];
            frame[at] ^= 0x20;

            AssertBroken(message, frame);
        }

        [Theory]
        [InlineData(0x03, "do not go together")]
        [InlineData(0x06, "do not go together")]
        [InlineData(0x05, "do not go together")]
        [InlineData(0x00, "do not go together")]
        [InlineData(0x08, "do not go together")]
        [InlineData(0x30, "do not go together")]
        public void FlagsThatContradictEachOther_AreFound(int flags, string message) => AssertBroken(message, Segment(flags, []));

        [Theory]
        [InlineData(new byte[] { 2, 4, 5, 0xB4 })]
        [InlineData(new byte[] { 1, 1, 1, 8 })]
        [InlineData(new byte[] { 5, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
        [InlineData(new byte[] { 8, 8, 0, 0, 0, 0, 0, 0 })]
        public void OptionsThatCannotBe_AreFound(byte[] options) => AssertBroken("malformed options", Segment(0x10, options));

        private static void AssertBroken(string message, byte[] frame)
        {
            Violation violation = Assert.Throws<Violation>(() => Check(frame));
            Assert.Equal(Rule.Frame, violation.Rule);
            Assert.Contains(message, violation.Message);
        }

        private static void Check(byte[] frame) => FrameRules.Check(frame, Packets.OurHardware, 1500);

        private static byte[] Segment(int flags, byte[] options)
        {
            byte[] frame = new byte[Tcp + 20 + options.Length];
            FrameMaker.WriteHeaders(frame, 6, Arena.Address, Arena.Peer, 20 + options.Length);
            Packets.OurHardware.CopyTo(frame, 6);
            frame[Tcp + 1] = 80;
            frame[Tcp + 3] = 90;
            frame[Tcp + 12] = (byte)((20 + options.Length) / 4 << 4);
            frame[Tcp + 13] = (byte)flags;
            options.CopyTo(frame, Tcp + 20);
            FrameMaker.MendChecksums(frame);
            return frame;
        }
    }
}
