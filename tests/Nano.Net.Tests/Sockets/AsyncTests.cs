using System.Diagnostics;
using Nano.Net.Sockets;

namespace Nano.Net.Tests.Sockets
{
    /// <summary>The asynchronous members: what they do, that they wait without a thread, and that they can be cancelled.</summary>
    public class AsyncTests
    {
        private static readonly byte[] Some = [1, 2, 3, 4, 5];

        [Fact]
        public async Task Clients_ConnectAcceptReadAndWrite()
        {
            using var hosts = new SocketHosts();
            using TcpListener listener = hosts.Listen();
            Task<TcpClient> accepting = listener.AcceptTcpClientAsync();
            using var client = new TcpClient(hosts.A);
            await client.ConnectAsync("10.0.0.2", 7);
            using TcpClient server = await Soon(accepting);
            byte[] sent = Tests.Tcp.TcpPeer.Bytes(0, 20_000);
            Task writing = client.GetStream().WriteAsync(sent, 0, sent.Length);
            var got = new byte[sent.Length];
            await Soon(server.GetStream().ReadExactlyAsync(got).AsTask());
            await Soon(writing);
            Assert.Equal(sent, got);
            client.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await server.GetStream().ReadAsync(got, 0, 1));
            await server.GetStream().FlushAsync();
        }

        [Fact]
        public async Task Sockets_ConnectAcceptReceiveAndSend()
        {
            using var hosts = new SocketHosts();
            using Socket listener = SocketTcpTests.Listen(hosts);
            Task<Socket> accepting = listener.AcceptAsync();
            using Socket client = SocketTcpTests.Tcp(hosts.A);
            await client.ConnectAsync([IPAddress.Broadcast, SocketHosts.AddressB], 7);
            using Socket server = await Soon(accepting);
            var buffer = new byte[8];
            Task<int> receiving = server.ReceiveAsync(new ArraySegment<byte>(buffer, 1, 6));
            Assert.False(receiving.IsCompleted);
            Assert.Equal(5, await client.SendAsync(Some));
            Assert.Equal(5, await Soon(receiving));
            Assert.Equal([0, 1, 2, 3, 4, 5, 0, 0], buffer);

            Assert.Equal(3, await client.SendAsync(new ArraySegment<byte>(Some, 2, 3)));
            Assert.Equal(3, await Soon(server.ReceiveAsync(buffer, SocketFlags.Peek)));
            SocketReceiveFromResult from = await server.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
            Assert.Equal(3, from.ReceivedBytes);
            Assert.Equal(client.LocalEndPoint, from.RemoteEndPoint);
            Assert.Equal(0, await server.ReceiveAsync(Memory<byte>.Empty));
            client.Close(0);
            Exception failure = await Assert.ThrowsAsync<SocketException>(() => server.ReceiveAsync(buffer));
            Assert.Equal(SocketError.ConnectionReset, SocketHosts.ErrorOf(failure));
        }

        [Fact]
        public async Task MemoryThatIsNoArray_IsReadAndWrittenToo()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            var memory = new HiddenMemory(5);
            Some.CopyTo(memory.Memory.Span);
            await client.GetStream().WriteAsync(memory.Memory);
            memory.Memory.Span.Clear();
            await server.GetStream().ReadExactlyAsync(memory.Memory);
            Assert.Equal(Some, memory.Memory.ToArray());
            using Socket udp = SocketUdpTests.Udp(hosts.B, 53);
            using var sender = new UdpClient(hosts.A, 0);
            await sender.SendAsync(memory.Memory, new IPEndPoint(SocketHosts.AddressB, 53));
            memory.Memory.Span.Clear();
            Assert.Equal(5, await Soon(udp.ReceiveAsync(memory.Memory).AsTask()));
            Assert.Equal(Some, memory.Memory.ToArray());
        }

        [Fact]
        public async Task Datagrams_AreReceivedAndSent()
        {
            using var hosts = new SocketHosts();
            using var client = new UdpClient(hosts.A, 1000);
            using var server = new UdpClient(hosts.B, 53);
            Task<UdpReceiveResult> receiving = server.ReceiveAsync();
            Assert.False(receiving.IsCompleted);
            Assert.Equal(5, await client.SendAsync(Some, 5, "10.0.0.2", 53));
            UdpReceiveResult result = await Soon(receiving);
            Assert.Equal(Some, result.Buffer);
            Assert.Equal(new IPEndPoint(SocketHosts.AddressA, 1000), result.RemoteEndPoint);
            Assert.Equal(result, new UdpReceiveResult(result.Buffer, result.RemoteEndPoint));
            client.Connect(SocketHosts.AddressB, 99);
            Assert.Equal(2, await client.SendAsync(Some, 2));
            Exception failure = await Assert.ThrowsAsync<SocketException>(() => Soon(client.ReceiveAsync()));
            Assert.Equal(SocketError.ConnectionReset, SocketHosts.ErrorOf(failure));
            Task<UdpReceiveResult> last = server.ReceiveAsync();
            server.Close();
            failure = await Assert.ThrowsAsync<SocketException>(() => Soon(last));
            Assert.Equal(SocketError.Interrupted, SocketHosts.ErrorOf(failure));
            await Assert.ThrowsAsync<ObjectDisposedException>(() => server.ReceiveAsync());
        }

        [Fact]
        public async Task AStreamFails_AsDotNetsDoes()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            Task<int> reading = server.GetStream().ReadAsync(new byte[1], 0, 1);
            client.LingerState = new LingerOption(true, 0);
            client.Close();
            IOException failure = await Assert.ThrowsAsync<IOException>(() => Soon(reading));
            Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
            failure = await Assert.ThrowsAsync<IOException>(() => server.GetStream().WriteAsync(Some, 0, 5));
            Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
            await Assert.ThrowsAsync<ObjectDisposedException>(() => client.Client.ReceiveAsync(new byte[1]));

            (client, server) = hosts.Connect(hosts.Listen(8));
            reading = client.GetStream().ReadAsync(new byte[1], 0, 1);
            Socket socket = client.Client;
            client.Close();
            failure = await Assert.ThrowsAsync<IOException>(() => Soon(reading));
            Assert.Equal(SocketError.Interrupted, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
            Assert.NotNull(socket);
            Assert.NotNull(server);
        }

        [Fact]
        public async Task Cancellation_EndsTheWaiting_AndTheSocketIsAsGoodAsBefore()
        {
            using var hosts = new SocketHosts(o => o.Connections = 3);
            using TcpListener listener = hosts.Listen();
            await IsCancelled(token => listener.AcceptTcpClientAsync(token).AsTask());
            await IsCancelled(token => listener.AcceptSocketAsync(token).AsTask());
            (TcpClient client, TcpClient server) = hosts.Connect(listener);
            await IsCancelled(token => client.GetStream().ReadAsync(new byte[1], token).AsTask());
            await IsCancelled(token => client.Client.ReceiveAsync(new byte[1], token).AsTask());
            await IsCancelled(token => client.GetStream().WriteAsync(new byte[100_000], token).AsTask());
            using var udp = new UdpClient(hosts.A, 0);
            await IsCancelled(token => udp.ReceiveAsync(token).AsTask());
            server.GetStream().Write(Some, 0, 5);
            await client.GetStream().ReadExactlyAsync(new byte[5]);
            Assert.Equal(0, client.GetStream().connection.readersWaiting);
            Assert.Equal(0, client.GetStream().connection.writersWaiting);
            Assert.Equal(0, hosts.B.stack.tcp.FindAcceptor(7, null).waiting);

            // An attempt that is given up leaves the client ready for the next, and its connection free.
            using var fresh = new TcpClient(hosts.A);
            for (int i = 0; i < 5; i++)
            {
                await IsCancelled(token => fresh.ConnectAsync("10.0.0.9", 7, token).AsTask());
            }

            await fresh.ConnectAsync(SocketHosts.AddressB, 7);
            Assert.True(fresh.Connected);
            using Socket accepted = listener.AcceptSocket();
            var already = new CancellationToken(true);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepted.ReceiveAsync(new byte[1], already).AsTask());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new TcpClient(hosts.A).ConnectAsync("10.0.0.2", 7, already).AsTask());
        }

        [Fact]
        public async Task Stop_WakesWhoAccepts_AndStartAgainIsNotDisturbed()
        {
            using var hosts = new SocketHosts(o => o.Listeners = 1);
            TcpListener listener = hosts.Listen();
            Task<TcpClient>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => listener.AcceptTcpClientAsync())];
            listener.Stop();
            listener.Start();
            foreach (Task<TcpClient> task in waiting)
            {
                Exception failure = await Assert.ThrowsAsync<SocketException>(() => Soon(task));
                Assert.Equal(SocketError.Interrupted, SocketHosts.ErrorOf(failure));
            }

            hosts.Connect(listener);
            SocketHosts.Until(() => hosts.B.stack.tcp.FindAcceptor(7, null).leaving == 0);
        }

        [Fact]
        public async Task AThousandReaders_WaitWithoutAThreadEach()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            using var udp = new UdpClient(hosts.A, 0);
            int before = Process.GetCurrentProcess().Threads.Count;
            Task<int>[] readers = [.. Enumerable.Range(0, 500).Select(_ => client.GetStream().ReadAsync(new byte[1], 0, 1))];
            Task<UdpReceiveResult>[] receivers = [.. Enumerable.Range(0, 500).Select(_ => udp.ReceiveAsync())];
            Assert.InRange(Process.GetCurrentProcess().Threads.Count, 0, before + 100);
            server.GetStream().Write(new byte[500], 0, 500);
            Assert.All(await Soon(Task.WhenAll(readers)), read => Assert.Equal(1, read));
            udp.Close();
            await Assert.ThrowsAsync<SocketException>(() => Soon(Task.WhenAll(receivers)));
        }

        [Fact]
        public async Task ThreadsAndTasks_WaitForTheSame_AndNoneIsForgotten()
        {
            using var hosts = new SocketHosts();
            (TcpClient client, TcpClient server) = hosts.Connect();
            NetworkStream stream = client.GetStream();
            Task<Exception?>[] threads = [.. Enumerable.Range(0, 4).Select(_ => SocketHosts.Start(() => Assert.NotEqual(-1, stream.ReadByte())))];
            SocketHosts.Until(() => stream.connection.readersWaiting == 4);
            Task<int>[] tasks = [.. Enumerable.Range(0, 4).Select(_ => stream.ReadAsync(new byte[1], 0, 1))];
            for (int i = 0; i < 8; i++)
            {
                server.GetStream().WriteByte(1);
            }

            Assert.All(await Soon(Task.WhenAll(tasks)), read => Assert.Equal(1, read));
            Assert.All(threads, thread => Assert.Null(SocketHosts.Finish(thread)));
        }

        private static async Task IsCancelled(Func<CancellationToken, Task> call)
        {
            using var source = new CancellationTokenSource();
            Task task = call(source.Token);
            Assert.False(task.IsCompleted);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soon(task));
        }

        private static Task Soon(Task task) => task.WaitAsync(TimeSpan.FromSeconds(20));

        private static Task<T> Soon<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(20));

        /// <summary>Memory that does not say which array holds it.</summary>
        private sealed class HiddenMemory(int length) : System.Buffers.MemoryManager<byte>
        {
            private readonly byte[] bytes = new byte[length];

            public override Span<byte> GetSpan() => bytes;

            public override System.Buffers.MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

            public override void Unpin() => throw new NotSupportedException();

            protected override void Dispose(bool disposing)
            {
            }
        }
    }
}
