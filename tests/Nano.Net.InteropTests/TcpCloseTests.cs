using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Nano.Net.InteropTests
{
    /// <summary>How connections begin and end: in order, half, refused and aborted.</summary>
    public class TcpCloseTests
    {
        private const int Port = 9;
        private const int ClosedPort = 19;

        [SkippableFact]
        public void TheKernelShutsItsSendingSide_AndReadsOn() => Connected((lab, kernel, client) =>
        {
            using Stream theirs = kernel.Stream();
            theirs.WriteText("request");
            kernel.Shutdown(KernelShutdown.Send);

            Assert.Equal("request", client.GetStream().ReadText(7));
            Assert.Equal(0, client.GetStream().Read(new byte[1], 0, 1));
            Assert.Equal(["CLOSE-WAIT"], lab.StatesOf(Port));
            Assert.Equal(["FIN-WAIT-2"], lab.Kernel.StatesOf(Port));

            Digest sent = default;
            var writer = new Worker(() =>
            {
                sent = Digest.Write(client.GetStream(), 1_000_000, 1);
                client.Close();
            });
            Assert.Equal(Digest.Read(theirs), Joined(writer, () => sent));

            // It closed first.
            lab.Eventually(() => lab.StatesOf(Port).Length == 0, () => "our side has not ended");
            lab.Eventually(() => lab.Kernel.StatesOf(Port) is ["TIME-WAIT"], () => "the kernel is not in TIME-WAIT");
        });

        [SkippableFact]
        public void WeShutOurSendingSide_AndReadOn() => Connected((lab, kernel, client) =>
        {
            using Stream theirs = kernel.Stream();
            client.GetStream().WriteText("request");
            client.Shutdown(SocketShutdown.Send);
            Assert.Equal("request", theirs.ReadText(7));
            Assert.Equal(0, theirs.Read(new byte[1]));
            lab.Eventually(() => lab.StatesOf(Port) is ["FIN-WAIT-2"], () => "the kernel has not acknowledged the FIN");
            Assert.Equal(["CLOSE-WAIT"], lab.Kernel.StatesOf(Port));
            Expect.Fails(SocketError.Shutdown, () => client.GetStream().WriteText("more"));

            Digest sent = default;
            var writer = new Worker(() =>
            {
                sent = Digest.Write(theirs, 1_000_000, 1);
                kernel.Close();
            });
            Assert.Equal(Digest.Read(client.GetStream()), Joined(writer, () => sent));

            // We closed first.
            lab.Eventually(() => lab.Kernel.StatesOf(Port).Length == 0, () => "the kernel has not ended");
            Assert.Equal(["TIME-WAIT"], lab.StatesOf(Port));
            client.Close();
            Assert.Equal(["TIME-WAIT"], lab.StatesOf(Port));
            lab.Eventually(() => lab.StatesOf(Port).Length == 0, () => "TIME-WAIT does not end", 2 * 2000 + 2000);
        });

        [SkippableFact]
        public void BothSidesCloseAtOnce_AndBothRememberIt()
        {
            GatedWire? gate = null;
            Lab.Run(
                lab =>
                {
                    TcpListener listener = lab.Listen(Port);
                    using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, Port);
                    TcpClient client = lab.Accept(listener);

                    // The FINs cross: ours leaves before the kernel's comes in.
                    gate!.Hold();
                    kernel.Close();
                    client.Close();
                    gate.Release();
                    lab.Eventually(
                        () => lab.StatesOf(Port) is ["TIME-WAIT"] && lab.Kernel.StatesOf(Port) is ["TIME-WAIT"],
                        () => "a side is not in TIME-WAIT");
                    Assert.Equal(0, lab.Stack.Counters.Tcp.SegmentsRetransmitted);
                },
                new LabOptions { Wire = device => gate = new GatedWire(device) });
        }

        [SkippableFact]
        public void BothSidesOpenAtOnce_AndAreConnected()
        {
            GatedWire? gate = null;
            Lab.Run(
                lab =>
                {
                    // Both know each other's hardware address by then, so that the first frames are the SYNs.
                    using (KernelSocket listener = lab.Kernel.Listen(Port))
                    {
                        lab.Connect(Port).Close();
                        lab.Kernel.Accept(listener);
                    }

                    gate!.Hold();
                    using KernelSocket kernel = lab.Kernel.TcpSocket();
                    kernel.Bind(KernelHost.EndPoint(lab.Kernel.Address, 5000));
                    var connecting = new Worker(() => kernel.Connect(KernelHost.EndPoint(Lab.Address, 4000)));
                    lab.Eventually(() => lab.Kernel.StatesOf(5000) is ["SYN-SENT"], () => "the kernel has not begun");
                    using var client = new TcpClient(lab.Runner, new IPEndPoint(IPAddress.Any, 4000));
                    var connectingHere = new Worker(() => client.Connect(lab.Kernel.Address, 5000));
                    lab.Eventually(() => lab.StatesOf(4000) is ["SYN-SENT"], () => "we have not begun");
                    gate.Release();
                    connecting.Join();
                    connectingHere.Join();

                    using Stream theirs = kernel.Stream();
                    theirs.WriteText("hello");
                    client.GetStream().WriteText("HELLO");
                    Assert.Equal("hello", client.GetStream().ReadText(5));
                    Assert.Equal("HELLO", theirs.ReadText(5));
                    Assert.Equal(0, lab.Stack.Counters.Tcp.ResetsSent + lab.Stack.Counters.Tcp.ResetsReceived);
                },
                new LabOptions { Wire = device => gate = new GatedWire(device) });
        }

        [SkippableFact]
        public void TheKernelIsRefused_WhereNobodyListensHere() => Lab.Run(lab =>
        {
            Expect.Fails(KernelError.ConnectionRefused, () => lab.Kernel.Connect(Lab.Address, ClosedPort));
            Assert.Equal(1, lab.Stack.Counters.Tcp.DroppedNoListener);
        });

        [SkippableFact]
        public void WeAreRefused_WhereNobodyListensThere() => Lab.Run(lab =>
        {
            Expect.Fails(SocketError.ConnectionRefused, () => lab.Connect(ClosedPort));
            Assert.Empty(lab.StatesOf(ClosedPort));
        });

        [SkippableFact]
        public void ARefusedClient_MayTryAgain() => Lab.Run(lab =>
        {
            using var client = new TcpClient(lab.Runner);
            Expect.Fails(SocketError.ConnectionRefused, () => client.Connect(lab.Kernel.Address, Port));
            using KernelSocket listener = lab.Kernel.Listen(Port);
            client.Connect(lab.Kernel.Address, Port);
            Assert.True(client.Connected);
        });

        [SkippableFact]
        public void AStoppedListener_RefusesTheKernel() => Lab.Run(lab =>
        {
            TcpListener listener = lab.Listen(Port);
            lab.Kernel.Connect(Lab.Address, Port);
            using KernelSocket unaccepted = lab.Kernel.Connect(Lab.Address, Port);
            lab.Eventually(listener.Pending, () => "nobody waits");
            listener.Stop();
            Expect.Fails(KernelError.ConnectionRefused, () => lab.Kernel.Connect(Lab.Address, Port));
            Expect.Fails(KernelError.ConnectionReset, () => unaccepted.Receive(new byte[1]));
        });

        [SkippableFact]
        public void NobodyIsThere_AndConnectFailsInTime() => Lab.Run(
            lab =>
            {
                using var client = new TcpClient(lab.Runner);
                var watch = Stopwatch.StartNew();
                Expect.Fails(SocketError.TimedOut, () => client.Connect(IPAddress.Parse("10.77.0.99"), Port));
                Assert.InRange(watch.ElapsedMilliseconds, 1990, 2950);
            },
            new LabOptions { Stack = options => options.ConnectTimeout = 2000 });

        [SkippableFact]
        public void NoRouteLeadsThere_AndConnectFailsAtOnce() => Lab.Run(lab =>
        {
            using var client = new TcpClient(lab.Runner);
            Expect.Fails(SocketError.NetworkUnreachable, () => client.Connect(IPAddress.Parse("192.0.2.1"), Port));
        });

        [SkippableFact]
        public void TheKernelAborts_AndOurReaderFails() => Connected((lab, kernel, client) =>
        {
            var reader = new Worker(() => Expect.Fails(SocketError.ConnectionReset, () => client.GetStream().ReadByte()));
            Thread.Sleep(50);
            Abort(kernel);
            reader.Join();
            Expect.Fails(SocketError.ConnectionReset, () => client.GetStream().WriteText("more"));
            Assert.False(client.Connected);
            Assert.Empty(lab.StatesOf(Port));
            Assert.Empty(lab.Kernel.StatesOf(Port));
        });

        [SkippableFact]
        public void TheKernelAborts_AndOurWriterFails() => Connected((lab, kernel, client) =>
        {
            var writer = new Worker(() => Expect.Fails(
                SocketError.ConnectionReset,
                () => Digest.Write(client.GetStream(), 100_000_000, 1)));
            Thread.Sleep(100);
            Abort(kernel);
            writer.Join();
        });

        [SkippableFact]
        public void WeAbort_AndTheKernelsReaderFails() => Connected((lab, kernel, client) =>
        {
            client.LingerState = new LingerOption(true, 0);
            client.Close();
            Expect.Fails(KernelError.ConnectionReset, () => kernel.Receive(new byte[1]));
            Assert.Empty(lab.StatesOf(Port));
            Assert.Empty(lab.Kernel.StatesOf(Port));
        });

        [SkippableFact]
        public void WeCloseWithoutReading_AndTheKernelIsTold() => Connected((lab, kernel, client) =>
        {
            kernel.Send("never read"u8);
            lab.Eventually(() => client.Available == 10, () => "the bytes have not come");
            client.Close();
            Expect.Fails(KernelError.ConnectionReset, () => kernel.Receive(new byte[1]));
        });

        [SkippableFact]
        public void TheKernelClosesWithoutReading_AndWeAreTold() => Connected((lab, kernel, client) =>
        {
            client.GetStream().WriteText("never read");
            lab.Eventually(() => kernel.Available == 10, () => "the bytes have not come");
            kernel.Close();
            Expect.Fails(SocketError.ConnectionReset, () => client.GetStream().ReadByte());
        });

        [SkippableFact]
        public void DataAfterClose_AreAnsweredWithAReset() => Connected((lab, kernel, client) =>
        {
            client.Close();
            Assert.Equal(0, kernel.Receive(new byte[1]));
            kernel.Send("too late"u8);
            lab.Eventually(() => lab.Kernel.StatesOf(Port).Length == 0, () => "the kernel was not reset");
            Expect.Fails(KernelError.Shutdown, () => kernel.Send("far too late"u8));
            Assert.Empty(lab.StatesOf(Port));
            Assert.Equal(1, lab.Stack.Counters.Tcp.ResetsSent);
        });

        [SkippableFact]
        public void CloseThatLingers_ReturnsWhenTheKernelHasEverything() => Connected((lab, kernel, client) =>
        {
            Digest sent = Digest.Write(client.GetStream(), 30_000, 1);
            client.LingerState = new LingerOption(true, 10);
            client.Close();
            Assert.All(lab.StatesOf(Port), state => Assert.Equal("FIN-WAIT-2", state));
            Assert.Equal(sent, Digest.Read(kernel.Stream()));
        });

        [SkippableFact]
        public void CloseThatLingers_ResetsWhatTheKernelHasNotGotInTime() => Connected((lab, kernel, client) =>
        {
            // More than the kernel's buffer holds while nobody reads.
            client.SendTimeout = 500;
            Expect.Fails(SocketError.TimedOut, () => Digest.Write(client.GetStream(), 20_000_000, 1));
            client.LingerState = new LingerOption(true, 1);
            var watch = Stopwatch.StartNew();
            client.Close();
            Assert.InRange(watch.ElapsedMilliseconds, 900, 5000);
            Expect.Fails(KernelError.ConnectionReset, () => Digest.Read(kernel.Stream()));
        });

        [SkippableFact]
        public void APortOfARecentConnection_CanBeUsedAgainByTheKernel() => Lab.Run(lab =>
        {
            TcpListener listener = lab.Listen(Port);
            for (int i = 0; i < 20; i++)
            {
                // We close first and are in TIME-WAIT; the kernel begins again from the same port (RFC 9293 section 3.6.1).
                using KernelSocket kernel = lab.Kernel.TcpSocket();
                kernel.SetSocketOption(System.Net.Sockets.SocketOptionLevel.Socket, System.Net.Sockets.SocketOptionName.ReuseAddress, true);
                kernel.Bind(KernelHost.EndPoint(lab.Kernel.Address, 5000));
                kernel.Connect(KernelHost.EndPoint(Lab.Address, Port));
                lab.Accept(listener).Close();
                Assert.Equal(0, kernel.Receive(new byte[1]));
                kernel.Close();
                lab.Eventually(() => lab.StatesOf(Port) is ["TIME-WAIT"], () => "we are not in TIME-WAIT");
            }
        });

        /// <summary>Runs a test with a connection that the kernel has opened.</summary>
        private static void Connected(Action<Lab, KernelSocket, TcpClient> test, [CallerMemberName] string name = "") => Lab.Run(
            lab =>
            {
                TcpListener listener = lab.Listen(Port);
                using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, Port);
                using TcpClient client = lab.Accept(listener);
                test(lab, kernel, client);
            },
            name: name);

        private static void Abort(KernelSocket kernel)
        {
            kernel.LingerState = new System.Net.Sockets.LingerOption(true, 0);
            kernel.Close();
        }

        private static T Joined<T>(Worker worker, Func<T> value)
        {
            worker.Join();
            return value();
        }
    }
}
