using Nano.Net.Sockets;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Sockets
{
    /// <summary>The end of a runner is the end of every wait.</summary>
    public class StackRunnerTests
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

        [Fact]
        public void Dispose_EndsAnAccept() => EndsWithTheRunner(runner =>
        {
            var listener = new TcpListener(runner, new IPEndPoint(IPAddress.Any, 7));
            listener.Start();
            return () => listener.AcceptTcpClient();
        });

        [Fact]
        public void Dispose_EndsAReceive() => EndsWithTheRunner(runner =>
        {
            var client = new UdpClient(runner, 7);
            IPEndPoint from = null!;
            return () => client.Receive(new byte[1], ref from);
        });

        [Fact]
        public void Dispose_EndsAConnect() => EndsWithTheRunner(runner =>
        {
            var client = new TcpClient(runner);
            return () => client.Connect(IPAddress.Parse("10.0.0.9"), 7);
        });

        [Fact]
        public void Dispose_EndsEveryOneOfSeveralAccepts() => EndsWithTheRunner(
            runner =>
            {
                var listener = new TcpListener(runner, new IPEndPoint(IPAddress.Any, 7));
                listener.Start();
                return () => listener.AcceptTcpClient();
            },
            4);

        [Fact]
        public void AListenerOfADisposedRunner_CanBeStopped()
        {
            StackRunner runner = Start();
            var listener = new TcpListener(runner, new IPEndPoint(IPAddress.Any, 7));
            listener.Start();
            var client = new UdpClient(runner, 7);
            runner.Dispose();
            listener.Stop();
            client.Close();
        }

        private static StackRunner Start() =>
            StackRunner.Start(new NetworkStack(new FakeLinkDevice(), new StackOptions { Address = IPAddress.Parse("10.0.0.1") }));

        private static void EndsWithTheRunner(Func<StackRunner, Action> prepare, int threads = 1)
        {
            StackRunner runner = Start();
            Action wait = prepare(runner);
            int failed = 0;
            Thread[] waiting = new Thread[threads];
            for (int i = 0; i < threads; i++)
            {
                waiting[i] = new Thread(() =>
                {
                    try
                    {
                        wait();
                    }
                    catch (SocketException)
                    {
                        Interlocked.Increment(ref failed);
                    }
                })
                {
                    IsBackground = true,
                };
                waiting[i].Start();
            }

            Thread.Sleep(100);
            runner.Dispose();
            foreach (Thread thread in waiting)
            {
                Assert.True(thread.Join(Patience), "it waits on");
            }

            Assert.Equal(threads, failed);
        }
    }
}
