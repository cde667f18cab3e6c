namespace Nano.Net.InteropTests
{
    /// <summary>A <see cref="Socket"/> and the kernel's: each does to the other what it does to its own kind.</summary>
    public class SocketTests
    {
        private static readonly byte[] Some = [1, 2, 3, 4, 5];

        [SkippableFact]
        public void Connection_CarriesBytes_HalfCloses_AndEnds() => Lab.Run(lab =>
        {
            using KernelSocket listener = lab.Kernel.Listen(9);
            using Socket socket = Tcp(lab);
            socket.Connect(new IPEndPoint(lab.Kernel.Address, 9));
            using KernelSocket kernel = lab.Kernel.Accept(listener);
            Assert.Equal(kernel.RemoteEndPoint!.ToString(), socket.LocalEndPoint!.ToString());
            Assert.Equal(5, socket.Send(Some));
            var buffer = new byte[10];
            Assert.Equal(5, kernel.Receive(buffer));
            kernel.Send(Some, 0, 3, System.Net.Sockets.SocketFlags.None);
            Assert.True(socket.Poll(10_000_000, SelectMode.SelectRead));
            Assert.Equal(3, socket.Receive(buffer, SocketFlags.Peek));
            Assert.Equal(3, socket.Receive(buffer));
            socket.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, kernel.Receive(buffer));
            kernel.Send(Some);
            Assert.True(socket.Poll(10_000_000, SelectMode.SelectRead));
            Assert.Equal(5, socket.Receive(buffer));
            kernel.Close();
            Assert.Equal(0, socket.Receive(buffer));
        });

        [SkippableFact]
        public void ListeningSocket_IsFoundByTheKernel_AndOneThatIsOnlyBoundRefuses() => Lab.Run(lab =>
        {
            using Socket listener = Tcp(lab);
            listener.Bind(new IPEndPoint(IPAddress.Any, 9));
            KernelException refused = Assert.Throws<KernelException>(() => lab.Kernel.Connect(Lab.Address, 9));
            Assert.Equal(KernelError.ConnectionRefused, refused.SocketErrorCode);
            listener.Listen(2);
            using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, 9);
            using Socket accepted = listener.Accept();
            Assert.Equal(kernel.LocalEndPoint!.ToString(), accepted.RemoteEndPoint!.ToString());
            accepted.Close(0);
            KernelException reset = Assert.Throws<KernelException>(() => kernel.Receive(new byte[1]));
            Assert.Equal(KernelError.ConnectionReset, reset.SocketErrorCode);
        });

        [SkippableFact]
        public void BoundPort_IsThatOfTheConnection_AndAConnectWithoutBlockingEnds() => Lab.Run(lab =>
        {
            using KernelSocket listener = lab.Kernel.Listen(9);
            using Socket socket = Tcp(lab);
            socket.Bind(new IPEndPoint(IPAddress.Any, 5000));
            socket.Blocking = false;
            SocketException going = Assert.Throws<SocketException>(() => socket.Connect(new IPEndPoint(lab.Kernel.Address, 9)));
            Assert.Equal(SocketError.WouldBlock, going.SocketErrorCode);
            Assert.True(socket.Poll(10_000_000, SelectMode.SelectWrite));
            Assert.Equal(0, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error));
            using KernelSocket kernel = lab.Kernel.Accept(listener);
            Assert.Equal($"{Lab.Address}:5000", kernel.RemoteEndPoint!.ToString());

            using Socket refused = Tcp(lab);
            refused.Blocking = false;
            Assert.Throws<SocketException>(() => refused.Connect(new IPEndPoint(lab.Kernel.Address, 99)));
            Assert.True(refused.Poll(10_000_000, SelectMode.SelectError));
            Assert.Equal((int)SocketError.ConnectionRefused, refused.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error));
        });

        [SkippableFact]
        public void Datagrams_GoBothWays_AndAClosedPortIsTold() => Lab.Run(lab =>
        {
            using KernelSocket kernel = lab.Kernel.UdpSocket(53);
            using var socket = new Socket(lab.Runner, Nano.Net.Sockets.AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.SendTo(Some, new IPEndPoint(lab.Kernel.Address, 53));
            var buffer = new byte[10];
            System.Net.EndPoint from = new KernelEndPoint(0, 0);
            Assert.Equal(5, kernel.ReceiveFrom(buffer, ref from));
            kernel.SendTo(Some, 2, System.Net.Sockets.SocketFlags.None, from);
            EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
            Assert.Equal(2, socket.ReceiveFrom(buffer, ref sender));
            Assert.Equal($"{lab.Kernel.Address}:53", sender.ToString());
            socket.Connect(new IPEndPoint(lab.Kernel.Address, 99));
            socket.Send(Some);
            Assert.True(socket.Poll(10_000_000, SelectMode.SelectRead));
            SocketException refused = Assert.Throws<SocketException>(() => socket.Receive(buffer));
            Assert.Equal(SocketError.ConnectionReset, refused.SocketErrorCode);
        });

        [SkippableFact]
        public void AsynchronousCalls_WaitForTheKernel() => Lab.Run(lab =>
        {
            using var listener = new TcpListener(lab.Runner, new IPEndPoint(IPAddress.Any, 9));
            listener.Start();
            Task<TcpClient> accepting = listener.AcceptTcpClientAsync();
            using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, 9);
            using TcpClient client = Soon(accepting);
            var bytes = new byte[100_000];
            Random.Shared.NextBytes(bytes);
            Task writing = client.GetStream().WriteAsync(bytes, 0, bytes.Length);
            var got = new byte[bytes.Length];
            using (var stream = new System.Net.Sockets.NetworkStream(kernel))
            {
                stream.ReadExactly(got);
                Task<int> reading = client.GetStream().ReadAsync(new byte[5], 0, 5);
                stream.Write(Some);
                Assert.Equal(5, Soon(reading));
            }

            Assert.True(writing.Wait(10_000));
            Assert.Equal(bytes, got);
        });

        private static Socket Tcp(Lab lab) =>
            new(lab.Runner, Nano.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        private static T Soon<T>(Task<T> task)
        {
            Assert.True(task.Wait(10_000), "it still waits");
            return task.Result;
        }
    }
}
