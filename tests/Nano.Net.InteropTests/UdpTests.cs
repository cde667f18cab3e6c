namespace Nano.Net.InteropTests
{
    /// <summary>Datagrams both ways, and what becomes of those that nobody wants.</summary>
    public class UdpTests
    {
        private const int Port = 7;
        private const int ClosedPort = 19;

        public static TheoryData<int> Sizes => [0, 1, 2, 1471, 1472, 1473, 8000];

        [SkippableTheory]
        [MemberData(nameof(Sizes))]
        public void TheKernelAsks_AndWeEcho(int size) => Lab.Run(lab =>
        {
            UdpClient server = lab.Udp(Port);
            using KernelSocket kernel = lab.Kernel.UdpSocket();
            kernel.Connect(KernelHost.EndPoint(Lab.Address, Port));
            byte[] datagram = Datagram(size, 1);
            byte[] buffer = new byte[9000];
            for (int i = 0; i < 3; i++)
            {
                kernel.Send(datagram);
                IPEndPoint from = null!;
                Assert.Equal(size, server.Receive(buffer, ref from));
                Assert.Equal(lab.Kernel.Address, from.Address);
                server.Send(buffer, size, from);
                byte[] answer = new byte[9000];
                Assert.Equal(size, kernel.Receive(answer));
                Assert.True(datagram.AsSpan().SequenceEqual(answer.AsSpan(0, size)));
            }
        });

        [SkippableTheory]
        [MemberData(nameof(Sizes))]
        public void WeAsk_AndTheKernelEchoes(int size) => Lab.Run(lab =>
        {
            using KernelSocket kernel = lab.Kernel.UdpSocket(Port);
            UdpClient client = lab.Udp();
            client.Connect(new IPEndPoint(lab.Kernel.Address, Port));

            // While the kernel's hardware address is asked for, one packet is kept, and of a datagram in fragments that is too little.
            lab.Kernel.Run("ping", "-c", "1", $"{Lab.Address}").Succeeded();
            byte[] datagram = Datagram(size, 2);
            byte[] buffer = new byte[9000];
            for (int i = 0; i < 3; i++)
            {
                client.Send(datagram, size);
                System.Net.EndPoint from = new KernelEndPoint(System.Net.IPAddress.Any, 0);
                Assert.Equal(size, kernel.ReceiveFrom(buffer, ref from));
                Assert.Equal(KernelHost.EndPoint(Lab.Address, client.LocalEndPoint.Port), from);
                kernel.SendTo(buffer[..size], from);
                byte[] answer = new byte[9000];
                IPEndPoint remote = null!;
                Assert.Equal(size, client.Receive(answer, ref remote));
                Assert.True(datagram.AsSpan().SequenceEqual(answer.AsSpan(0, size)));
            }
        });

        [SkippableFact]
        public void TheKernelIsTold_ThatNobodyListensHere() => Lab.Run(lab =>
        {
            using KernelSocket kernel = lab.Kernel.UdpSocket();
            kernel.Connect(KernelHost.EndPoint(Lab.Address, ClosedPort));
            kernel.Send("anybody?"u8);
            Expect.Fails(KernelError.ConnectionRefused, () => kernel.Receive(new byte[1]));
        });

        [SkippableFact]
        public void WeAreTold_ThatNobodyListensThere() => Lab.Run(lab =>
        {
            UdpClient client = lab.Udp();
            client.Connect(new IPEndPoint(lab.Kernel.Address, ClosedPort));
            client.Send(new byte[8], 8);
            IPEndPoint from = null!;
            Expect.Fails(SocketError.ConnectionReset, () => client.Receive(new byte[8], ref from));
        });

        [SkippableFact]
        public void ABroadcastFromHere_ReachesTheKernel_WhereItIsAllowed() => Lab.Run(lab =>
        {
            using KernelSocket kernel = lab.Kernel.UdpSocket(Port, System.Net.IPAddress.Any);
            UdpClient client = lab.Udp();
            var everybody = new IPEndPoint(IPAddress.Parse("10.77.0.255"), Port);
            Expect.Fails(SocketError.AccessDenied, () => client.Send(new byte[5], 5, everybody));
            client.EnableBroadcast = true;
            client.Send(new byte[5], 5, everybody);
            Assert.Equal(5, kernel.Receive(new byte[8]));
            client.Send(new byte[6], 6, new IPEndPoint(IPAddress.Broadcast, Port));
            Assert.Equal(6, kernel.Receive(new byte[8]));
        });

        [SkippableFact]
        public void ABroadcastFromTheKernel_ReachesUs() => Lab.Run(lab =>
        {
            UdpClient server = lab.Udp(Port);
            using KernelSocket kernel = lab.Kernel.UdpSocket();
            kernel.EnableBroadcast = true;
            kernel.SendTo("hello"u8.ToArray(), KernelHost.EndPoint(IPAddress.Parse("10.77.0.255"), Port));
            IPEndPoint from = null!;
            Assert.Equal(5, server.Receive(new byte[8], ref from));
        });

        [SkippableFact]
        public void AThousandDatagrams_AreAnsweredInTurn() => Lab.Run(lab =>
        {
            UdpClient server = lab.Udp(Port);
            var echo = new Worker(() =>
            {
                byte[] buffer = new byte[2048];
                IPEndPoint from = null!;
                int length;
                while ((length = server.Receive(buffer, ref from)) > 0)
                {
                    server.Send(buffer, length, from);
                }
            });
            using KernelSocket kernel = lab.Kernel.UdpSocket();
            kernel.Connect(KernelHost.EndPoint(Lab.Address, Port));
            byte[] answer = new byte[2048];
            for (int i = 1; i <= 1000; i++)
            {
                kernel.Send(Datagram(i, i));
                Assert.Equal(i, kernel.Receive(answer));
                Assert.True(Datagram(i, i).AsSpan().SequenceEqual(answer.AsSpan(0, i)));
            }

            kernel.Send(Array.Empty<byte>());
            echo.Join();
        });

        private static byte[] Datagram(int size, int seed)
        {
            byte[] datagram = new byte[size];
            new Random(seed).NextBytes(datagram);
            return datagram;
        }
    }
}
