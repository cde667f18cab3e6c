using Nano.Emulator;
using Nano.Net.Tcp;

namespace Nano.Simulation.Tests
{
    public class TransferTests
    {
        [Fact]
        public void PerfectWire_CarriesBothDirections() => Transfer(WireConditions.Ideal, 1, 100_000, 100_000);

        [Theory]
        [InlineData(1)]
        [InlineData(2)]
        [InlineData(3)]
        public void LossyWire_CarriesBothDirections(ulong seed) => Transfer(
            new WireConditions { Delay = TimeSpan.FromMilliseconds(10), Loss = 0.03, Duplication = 0.02, Reordering = 0.05, Corruption = 0.01 },
            seed,
            200_000,
            100_000);

        private static void Transfer(WireConditions conditions, ulong seed, long fromA, long fromB)
        {
            var hosts = new TwoHosts(conditions, seed);
            TcpAcceptor acceptor = hosts.ListenOnB();
            var a = new Talker(hosts.A.Connect(TwoHosts.AddressB, 7), fromA, 1, 2);
            Talker? b = null;
            hosts.A.Run(a.Step);
            hosts.B.Run(() =>
            {
                TcpConnection? accepted = acceptor.Accept();
                if (accepted == null)
                {
                    return true;
                }

                b = new Talker(accepted, fromB, 2, 1);
                hosts.B.Run(b.Step);
                return false;
            });

            Assert.True(hosts.RunUntil(() => a.Done && b is { Done: true }), "the transfer has not ended");
            Assert.Equal(TcpError.None, a.Error);
            Assert.Equal(TcpError.None, b!.Error);
            Assert.Equal(fromA, b.Received);
            Assert.Equal(fromB, a.Received);
            Assert.True(a.SawEnd && b.SawEnd);
        }
    }
}
