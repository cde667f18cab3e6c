using Nano.Emulator;
using Nano.Net.Drivers;
using Nano.Net.Tcp;
using Nano.Simulation;
using Xunit.Abstractions;

namespace Nano.Net.Tests.Drivers.Slip
{
    /// <summary>TCP over a serial line, in virtual time, with a device's buffers.</summary>
    public class SlipTransferTests(ITestOutputHelper output)
    {
        [Theory]
        [InlineData(115_200, 1006, 4096)]
        [InlineData(115_200, 296, 4096)]
        [InlineData(2_000_000, 1006, 4096)]
        [InlineData(2_000_000, 1006, 16_384)]
        [InlineData(2_000_000, 1500, 16_384)]
        public void OneStream_FillsTheLine(int baudRate, int mtu, int buffers)
        {
            VirtualScheduler scheduler = new();
            VirtualNetwork network = new(scheduler);
            (VirtualSerialLine lineA, VirtualSerialLine lineB) = VirtualSerialLine.Pair(scheduler, baudRate, 8192);
            SlipOptions options = new() { MaximumTransmissionUnit = mtu };
            SimulatedHost a = new(network, new SlipLink(lineA, options), Options(TwoHosts.AddressA, buffers));
            SimulatedHost b = new(network, new SlipLink(lineB, options), Options(TwoHosts.AddressB, buffers));
            TcpAcceptor acceptor = b.Tcp.Listen(null, 7, 1, out _)!;
            const int Length = 300_000;
            Talker sender = new(a.Connect(TwoHosts.AddressB, 7), Length, 1, 2);
            Talker? receiver = null;
            a.Run(sender.Step);
            b.Run(() =>
            {
                if (acceptor.Accept() is not { } accepted)
                {
                    return true;
                }

                receiver = new Talker(accepted, 0, 2, 1);
                b.Run(receiver.Step);
                return false;
            });

            Assert.True(scheduler.RunUntil(() => receiver is { Received: Length }, TimeSpan.FromMinutes(5)));
            double share = Length / (baudRate / 10.0 * scheduler.Microseconds / 1_000_000);
            output.WriteLine($"{baudRate} baud, MTU {mtu}, buffers of {buffers}: {share:P1} of the line's bytes are payload");

            // A probe of the tail may come too early: all that is known of the round trip then is a SYN's, which is over the
            // line in no time.
            Assert.Equal(0, a.Stack.Counters.Tcp.RetransmissionTimeouts);
            Assert.InRange(a.Stack.Counters.Tcp.SegmentsRetransmitted, 0, 1);
            Assert.True(share > (mtu < 500 ? 0.8 : 0.9), $"only {share:P1} of the line's bytes are payload");
        }

        private static StackOptions Options(IPAddress address, int buffers) => new()
        {
            Address = address,
            Secret = [1, 2, 3, 4, 5, 6, 7, 8],
            ReceiveBufferSize = buffers,
            SendBufferSize = buffers,
        };
    }
}
