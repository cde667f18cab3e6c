using System.Diagnostics;
using System.Text;
using Xunit.Abstractions;

namespace Nano.Net.InteropTests
{
    /// <summary>Bytes come through as they were sent, however many, in both directions at once.</summary>
    public class TcpEchoTests(ITestOutputHelper output)
    {
        private const int Mebibyte = 1024 * 1024;

        [SkippableFact]
        public void Echo_Of64MiB_ComesBackUnchanged() => Lab.Run(
            lab =>
            {
                using var server = new EchoServer(lab);
                Echo(lab, 64L * Mebibyte);
                Tcp.TcpCounters tcp = lab.Stack.Counters.Tcp;
                output.WriteLine($"{tcp.SegmentsReceived} segments received, {tcp.SegmentsSent} sent, {tcp.SegmentsRetransmitted} sent again, {tcp.DeviceBusy} times busy");
            });

        [SkippableFact]
        public void Streams_Of64MiB_CrossEachOther() => Lab.Run(
            lab =>
            {
                TcpListener listener = lab.Listen(9);
                using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, 9);
                using TcpClient client = lab.Accept(listener);
                Cross(kernel, client, 64L * Mebibyte);
            });

        [SkippableFact]
        public void AConnectionFromHere_CarriesBothDirections() => Lab.Run(lab =>
        {
            using KernelSocket listener = lab.Kernel.Listen(9);
            using TcpClient client = lab.Connect(9);
            using KernelSocket kernel = lab.Kernel.Accept(listener);
            Cross(kernel, client, 8L * Mebibyte);
        });

        [SkippableFact]
        public void ADevicesSmallBuffers_CarryBothDirections_WithoutAStall() => Lab.Run(
            lab =>
            {
                using var server = new EchoServer(lab);
                var watch = Stopwatch.StartNew();
                Echo(lab, Mebibyte);
                NotStalled(watch);
            },
            new LabOptions { DeviceSizes = true });

        [SkippableTheory]
        [InlineData(100)]
        [InlineData(700)]
        [InlineData(1460)]
        [InlineData(5000)]
        public void ADevicesSmallBuffer_IsSentWithoutAStall_WhateverIsWrittenAtOnce(int chunkSize) => Lab.Run(
            lab =>
            {
                TcpListener listener = lab.Listen(9);
                using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, 9);
                using TcpClient client = lab.Accept(listener);
                using Stream stream = kernel.Stream();
                Digest received = default;
                var watch = Stopwatch.StartNew();
                var reader = new Worker(() => received = Digest.Read(stream));
                Digest sent = Digest.Write(client.GetStream(), Mebibyte, 1, chunkSize);
                client.Shutdown(SocketShutdown.Send);
                reader.Join();
                Assert.Equal(sent, received);
                NotStalled(watch);
            },
            new LabOptions { DeviceSizes = true });

        [SkippableTheory]
        [InlineData(100)]
        [InlineData(1460)]
        [InlineData(5000)]
        public void ADevicesSmallBuffer_ReceivesWithoutAStall_WhateverIsReadAtOnce(int chunkSize) => Lab.Run(
            lab =>
            {
                TcpListener listener = lab.Listen(9);
                using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, 9);
                using TcpClient client = lab.Accept(listener);
                using Stream stream = kernel.Stream();
                Digest received = default;
                var watch = Stopwatch.StartNew();
                var reader = new Worker(() => received = Digest.Read(client.GetStream(), chunkSize));
                Digest sent = Digest.Write(stream, Mebibyte, 1);
                kernel.Shutdown(KernelShutdown.Send);
                reader.Join();
                Assert.Equal(sent, received);
                NotStalled(watch);
            },
            new LabOptions { DeviceSizes = true });

        [SkippableFact]
        public void FiftyClientsAtOnce_AreServed() => Lab.Run(lab =>
        {
            using var server = new EchoServer(lab);
            Worker[] clients = Worker.Start([.. Enumerable.Range(0, 50).Select<int, Action>(i => () => Echo(lab, 100_000, (ulong)i))]);
            foreach (Worker client in clients)
            {
                client.Join();
            }

            Assert.Equal(50, lab.Stack.Counters.Tcp.PassiveOpens);
        });

        [SkippableFact]
        public void ManyConnections_OfAllSizes_DoNotMixUp() => Lab.Run(lab =>
        {
            using var server = new EchoServer(lab);
            int[] sizes = [0, 1, 2, 535, 536, 537, 1459, 1460, 1461, 2919, 2920, 2921, 4096, 65_535, 65_536, 65_537, 262_143, 262_144, 262_145, 1_000_003];
            Worker[] clients = Worker.Start([.. sizes.Select<int, Action>((size, i) => () => Echo(lab, size, (ulong)i))]);
            foreach (Worker client in clients)
            {
                client.Join();
            }
        });

        [SkippableFact]
        public void AThousandConnections_OneAfterTheOther_LeaveNothingBehind() => Lab.Run(
            lab =>
            {
                using (var server = new EchoServer(lab))
                {
                    for (int i = 0; i < 1000; i++)
                    {
                        using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, EchoServer.Port);
                        using Stream stream = kernel.Stream();
                        stream.WriteText("hello");
                        Assert.Equal("hello", stream.ReadText(5));
                        kernel.Shutdown(KernelShutdown.Send);
                        Assert.Equal(0, stream.Read(new byte[1]));
                    }
                }

                // The client closed first, every time: TIME-WAIT is the kernel's.
                lab.Eventually(() => lab.StatesOf(EchoServer.Port).Length == 0, () => "connections are left behind");
                Assert.Equal(0, lab.Stack.Counters.Tcp.SegmentsRetransmitted);
            },
            new LabOptions { Stack = options => options.Connections = 4 });

        [SkippableTheory]
        [InlineData("nc -N 10.77.0.2 7", "nc", "netcat-openbsd")]
        [InlineData("socat -t 10 - TCP:10.77.0.2:7", "socat", "socat")]
        public void AProgramsFile_ComesBackUnchanged(string command, string program, string package) => Lab.Run(lab =>
        {
            Program.Require(program, package);
            using var server = new EchoServer(lab);
            using var files = new TemporaryFolder();
            byte[] content = new byte[5 * Mebibyte + 17];
            new Random(1).NextBytes(content);
            File.WriteAllBytes(files["sent"], content);
            lab.Kernel.Run("sh", "-c", $"{command} <{files["sent"]} >{files["received"]}").Succeeded();
            Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(files["received"])), "the file has changed on the way");
        });

        [SkippableFact]
        public void AConversationOfShortLines_IsNotHeldUp() => Lab.Run(lab =>
        {
            using var server = new EchoServer(lab);
            using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, EchoServer.Port);
            using Stream stream = kernel.Stream();
            byte[] line = Encoding.ASCII.GetBytes("a line\n");
            byte[] answer = new byte[line.Length];
            var watch = Stopwatch.StartNew();
            for (int i = 0; i < 500; i++)
            {
                stream.Write(line);
                stream.ReadExactly(answer);
            }

            // A delayed acknowledgment or a timer in any of them would cost 40 ms or more each.
            output.WriteLine($"{watch.Elapsed.TotalMilliseconds / 500:F3} ms a line");
            Assert.True(watch.ElapsedMilliseconds < 5000, $"500 lines took {watch.ElapsedMilliseconds} ms");
        });

        /// <summary>Sends bytes to the echo server, and reads them back meanwhile.</summary>
        private void Echo(Lab lab, long length, ulong seed = 1)
        {
            using KernelSocket kernel = lab.Kernel.Connect(Lab.Address, EchoServer.Port);
            using Stream stream = kernel.Stream();
            var watch = Stopwatch.StartNew();
            Digest received = default;
            var reader = new Worker(() => received = Digest.Read(stream));
            Digest sent = Digest.Write(stream, length, seed);
            kernel.Shutdown(KernelShutdown.Send);
            reader.Join();
            Assert.Equal(sent, received);
            Report(length, watch);
        }

        /// <summary>Sends bytes both ways at once, each end for itself.</summary>
        private void Cross(KernelSocket kernel, TcpClient client, long length)
        {
            using Stream theirs = kernel.Stream();
            NetworkStream ours = client.GetStream();
            Digest sentHere = default;
            Digest sentThere = default;
            Digest receivedHere = default;
            Digest receivedThere = default;
            var watch = Stopwatch.StartNew();
            Worker[] workers = Worker.Start(
                () =>
                {
                    sentHere = Digest.Write(ours, length, 1);
                    client.Shutdown(SocketShutdown.Send);
                },
                () =>
                {
                    sentThere = Digest.Write(theirs, length, 2);
                    kernel.Shutdown(KernelShutdown.Send);
                },
                () => receivedHere = Digest.Read(ours),
                () => receivedThere = Digest.Read(theirs));
            foreach (Worker worker in workers)
            {
                worker.Join();
            }

            Assert.Equal(sentHere, receivedThere);
            Assert.Equal(sentThere, receivedHere);
            Report(length, watch);
        }

        // Every bufferful that waits for a delayed acknowledgment costs 40 ms: a mebibyte of them half a minute.
        private void NotStalled(Stopwatch watch)
        {
            output.WriteLine($"{watch.ElapsedMilliseconds} ms");
            Assert.True(watch.ElapsedMilliseconds < 5000, $"a mebibyte took {watch.ElapsedMilliseconds} ms");
        }

        private void Report(long length, Stopwatch watch)
        {
            if (length >= Mebibyte)
            {
                double seconds = watch.Elapsed.TotalSeconds;
                output.WriteLine($"{length / Mebibyte} MiB each way in {seconds:F2} s: {length / Mebibyte / seconds:F1} MiB/s each way");
            }
        }
    }
}
