using System.Runtime.CompilerServices;
using Nano.Net.Sockets;
using Nano.Net.Tcp;

namespace Nano.Net.Tests.Sockets
{
    /// <summary>A socket that nobody holds any more gives back what it holds of the stack.</summary>
    public class ForgottenSocketTests
    {
        private static readonly byte[] Some = [1, 2, 3];

        [Fact]
        public void ForgottenConnections_OfBothSides_ReturnToTheirPools()
        {
            using var hosts = new SocketHosts(o => o.Connections = 1);
            using TcpListener listener = hosts.Listen();
            for (int i = 1; i <= 3; i++)
            {
                Forget(() => hosts.Connect(listener));
                CollectUntil(() => hosts.A.ForgottenSockets == i && hosts.B.ForgottenSockets == i);
                SocketHosts.Until(() => !hosts.A.GetConnections().Any(IsOpen) && !hosts.B.GetConnections().Any(IsOpen));
            }

            (TcpClient client, TcpClient server) = hosts.Connect(listener);
            client.GetStream().Write(Some, 0, 3);
            server.GetStream().ReadExactly(new byte[3]);
        }

        [Fact]
        public void StreamAlone_KeepsItsConnection()
        {
            using var hosts = new SocketHosts();
            (NetworkStream near, NetworkStream far) = Streams(hosts);
            Collect();
            near.Write(Some, 0, 3);
            far.ReadExactly(new byte[3]);
            Assert.Equal((0, 0), (hosts.A.ForgottenSockets, hosts.B.ForgottenSockets));
            GC.KeepAlive(near);
        }

        [Fact]
        public void ForgottenListener_FreesItsPort_AndForgottenUdpClient()
        {
            using var hosts = new SocketHosts(o => o.Listeners = 1);
            Forget(() => hosts.Listen());
            CollectUntil(() => hosts.B.ForgottenSockets == 1);
            Forget(() => new UdpClient(hosts.B, 53));
            CollectUntil(() => hosts.B.ForgottenSockets == 2);
            using TcpListener listener = hosts.Listen();
            using var client = new UdpClient(hosts.B, 53);
            Assert.Equal(53, client.LocalEndPoint.Port);
        }

        [Fact]
        public void ForgottenSockets_AreClosed_ByTheFinalizersOfWhatTheyHold()
        {
            using var hosts = new SocketHosts(o => (o.Listeners, o.UdpSockets, o.Connections) = (2, 1, 2));
            using TcpListener held = hosts.Listen(8);
            for (int i = 1; i <= 2; i++)
            {
                Forget(() => Bound(SocketTcpTests.Tcp(hosts.B), 7));
                CollectUntil(() => hosts.B.ForgottenSockets == (4 * i) - 3);
                Forget(() => SocketTcpTests.Listen(hosts));
                CollectUntil(() => hosts.B.ForgottenSockets == (4 * i) - 2);
                Forget(() => Bound(SocketUdpTests.Udp(hosts.B), 53));
                CollectUntil(() => hosts.B.ForgottenSockets == (4 * i) - 1);
                Forget(() =>
                {
                    Socket socket = SocketTcpTests.Tcp(hosts.A);
                    socket.Connect(SocketHosts.AddressB, 8);
                    return (socket, held.AcceptSocket());
                });
                CollectUntil(() => hosts.A.ForgottenSockets == i && hosts.B.ForgottenSockets == 4 * i);
            }
        }

        [Fact]
        public void WhatWasClosed_IsNotForgotten_AndNorIsWhatCouldNotBeMade()
        {
            using var hosts = new SocketHosts(o => o.UdpSockets = 2);
            using var held = new UdpClient(hosts.B, 53);
            Forget(() =>
            {
                (TcpClient client, TcpClient server) = hosts.Connect();
                client.Close();
                server.Close();
                new UdpClient(hosts.B, 54).Close();
                Assert.Throws<SocketException>(() => new UdpClient(hosts.B, 53));
                Assert.Throws<ArgumentNullException>(() => new UdpClient((StackRunner)null!, 0));
                Assert.Throws<ArgumentNullException>(() => new TcpListener((StackRunner)null!, new IPEndPoint(IPAddress.Any, 0)));
                new TcpClient(hosts.A).Close();
                return new TcpClient(hosts.A);
            });
            Collect();
            Collect();
            Assert.Equal((0, 0), (hosts.A.ForgottenSockets, hosts.B.ForgottenSockets));
        }

        /// <summary>Whoever has the lock may wait for finalizers.</summary>
        [Fact]
        public void Finalizers_DoNotWaitForTheLock()
        {
            using var hosts = new SocketHosts();
            Forget(() => new UdpClient(hosts.B, 53));
            Task<Exception?> collecting = SocketHosts.Start(() =>
            {
                lock (hosts.B.sync)
                {
                    Collect();
                }
            });
            Assert.Null(SocketHosts.Finish(collecting));
            CollectUntil(() => hosts.B.ForgottenSockets == 1);
        }

        private static Socket Bound(Socket socket, int port)
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return socket;
        }

        private static bool IsOpen(ConnectionInfo connection) => connection.State is not (TcpState.Listen or TcpState.TimeWait);

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static (NetworkStream Near, NetworkStream Far) Streams(SocketHosts hosts)
        {
            (TcpClient client, TcpClient server) = hosts.Connect();
            return (client.GetStream(), server.GetStream());
        }

        // On a thread of its own, whose stack holds nothing afterwards.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Forget<T>(Func<T> make) => Assert.Null(SocketHosts.Finish(SocketHosts.Start(() => make())));

        private static void Collect()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        private static void CollectUntil(Func<bool> done) => SocketHosts.Until(() =>
        {
            Collect();
            return done();
        });
    }
}
