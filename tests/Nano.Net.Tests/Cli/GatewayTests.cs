using System.Net.Sockets;
using Nano.Boards;
using Nano.Cli;
using Nano.Emulator;
using Nano.Net.Sockets;
using HostClient = System.Net.Sockets.TcpClient;
using HostException = System.Net.Sockets.SocketException;
using StackListener = Nano.Net.Sockets.TcpListener;

namespace Nano.Net.Tests.Cli
{
    public sealed class GatewayTests : IDisposable
    {
        private const int Port = 7;
        private const int Patience = 10_000;

        private readonly RealTimeScheduler scheduler = new();
        private readonly StackRunner near;
        private readonly StackRunner far;
        private readonly IPEndPoint device = new(IPAddress.Parse("10.0.0.2"), Port);
        private Gateway? gateway;

        public GatewayTests()
        {
            var wire = new VirtualWire(scheduler, new WireConditions { Delay = TimeSpan.FromMilliseconds(1) });
            near = Run(wire.A, "10.0.0.1");
            far = Run(wire.B, "10.0.0.2");
        }

        public void Dispose()
        {
            gateway?.Dispose();
            near.Dispose();
            far.Dispose();
            scheduler.Dispose();
        }

        [Fact]
        public async Task Echo_ComesBack_AndHalfCloseIsCarriedThrough()
        {
            using var echo = new EchoService(far, Port, 4);
            echo.Start();
            byte[] sent = new byte[100_000];
            new Random(1).NextBytes(sent);
            using HostClient client = Connect();
            System.Net.Sockets.NetworkStream stream = client.GetStream();

            Task writing = Task.Run(() =>
            {
                stream.Write(sent);
                client.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            });
            byte[] received = new byte[sent.Length];
            stream.ReadExactly(received);

            Assert.Equal(sent, received);
            Assert.Equal(0, stream.Read(received));
            await writing.WaitAsync(TimeSpan.FromMilliseconds(Patience));
            Eventually(() => gateway!.ConnectionCount == 0);
        }

        [Fact]
        public void DeviceThatClosesItsHalf_CanStillBeWrittenTo()
        {
            using StackListener listener = Listen();
            using HostClient client = Connect();
            using Nano.Net.Sockets.TcpClient accepted = listener.AcceptTcpClient();

            accepted.Shutdown(Nano.Net.Sockets.SocketShutdown.Send);
            Assert.Equal(0, client.GetStream().Read(new byte[1]));
            client.GetStream().Write([1, 2, 3]);
            client.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);

            byte[] received = new byte[4];
            accepted.GetStream().ReadExactly(received, 0, 3);
            Assert.Equal([1, 2, 3, 0], received);
            Assert.Equal(0, accepted.GetStream().Read(received, 0, 1));
        }

        [Fact]
        public void ResetByTheDevice_ResetsTheClient()
        {
            using StackListener listener = Listen();
            using HostClient client = Connect();
            using Nano.Net.Sockets.TcpClient accepted = listener.AcceptTcpClient();

            accepted.LingerState = new Nano.Net.Sockets.LingerOption(true, 0);
            accepted.Close();

            IsReset(client);
        }

        [Fact]
        public void ResetByTheClient_ResetsTheDevice()
        {
            using StackListener listener = Listen();
            using HostClient client = Connect();
            using Nano.Net.Sockets.TcpClient accepted = listener.AcceptTcpClient();

            client.Client.Close(timeout: 0);

            accepted.ReceiveTimeout = Patience;
            var failure = Assert.Throws<IOException>(() => accepted.GetStream().Read(new byte[1], 0, 1));
            var reason = Assert.IsType<Nano.Net.Sockets.SocketException>(failure.InnerException);
            Assert.Equal(Nano.Net.Sockets.SocketError.ConnectionReset, reason.SocketErrorCode);
        }

        [Fact]
        public void PortWhereNobodyListens_ResetsTheClient() => IsReset(Connect());

        [Fact]
        public void Connections_AreBounded_AndTheNextWaitsItsTurn()
        {
            using var echo = new EchoService(far, Port, 4);
            echo.Start();
            using HostClient first = Connect(connections: 1);
            Exchange(first);
            using HostClient second = Connect();
            second.GetStream().Write([42]);
            Assert.False(second.Client.Poll(100_000, System.Net.Sockets.SelectMode.SelectRead));
            Assert.Equal(1, gateway!.ConnectionCount);

            first.Close();
            Assert.Equal(42, second.GetStream().ReadByte());
        }

        [Fact]
        public async Task Disposal_ResetsWhatIsOpen_AndEnds()
        {
            using var echo = new EchoService(far, Port, 4);
            echo.Start();
            using HostClient client = Connect();
            Exchange(client);

            await Task.Run(gateway!.Dispose).WaitAsync(TimeSpan.FromMilliseconds(Patience));

            IsReset(client);
            Assert.Equal(0, gateway.ConnectionCount);
            Assert.Throws<HostException>(() => new HostClient().Connect(gateway.LocalEndPoint));
        }

        private static void Exchange(HostClient client)
        {
            client.GetStream().Write([1]);
            Assert.Equal(1, client.GetStream().ReadByte());
        }

        private static void IsReset(HostClient client)
        {
            using (client)
            {
                var failure = Assert.ThrowsAny<IOException>(() => client.GetStream().ReadByte());
                Assert.Equal(System.Net.Sockets.SocketError.ConnectionReset, ((HostException)failure.InnerException!).SocketErrorCode);
            }
        }

        private static void Eventually(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Patience));

        private StackRunner Run(WirePort port, string address)
        {
            var runner = new StackRunner(new NetworkStack(port, new StackOptions { Address = IPAddress.Parse(address), ReceiveBufferSize = 8192, SendBufferSize = 8192 }), scheduler);
            runner.Start();
            return runner;
        }

        private StackListener Listen()
        {
            var listener = new StackListener(far, device);
            listener.Start();
            return listener;
        }

        private HostClient Connect(int connections = 4)
        {
            gateway ??= new Gateway(near, device, connections: connections);
            var client = new HostClient { ReceiveTimeout = Patience, SendTimeout = Patience };
            client.Connect(gateway.LocalEndPoint);
            return client;
        }
    }
}
