using System.Diagnostics;
using System.Net.Sockets;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.Sockets;
using KernelListener = System.Net.Sockets.TcpListener;
using KernelClient = System.Net.Sockets.TcpClient;
using AddressFamily = System.Net.Sockets.AddressFamily;
using ProtocolType = System.Net.Sockets.ProtocolType;
using Socket = System.Net.Sockets.Socket;
using SocketType = System.Net.Sockets.SocketType;

namespace Nano.Benchmarks
{
    /// <summary>
    /// Our stack and the kernel's as peers over a TAP device, beside what the device itself and the kernel with itself
    /// can do, in turns and in one run: MB/s of payload each way, and connections per second. Needs root.
    /// </summary>
    public sealed class TapBenchmark
    {
        private const int FrameLength = 1514;
        private const int PayloadLength = 1460;
        private const int Port = 7;
        private static readonly IPAddress OwnAddress = IPAddress.Parse("10.199.0.2");
        private static readonly IPAddress HostAddress = IPAddress.Parse("10.199.0.1");

        private readonly TimeSpan duration;
        private readonly int rounds;
        private readonly Action<string, double>? progress;

        /// <summary>Makes one.</summary>
        /// <param name="duration">How long each measurement takes.</param>
        /// <param name="rounds">How often each is made; the median counts.</param>
        /// <param name="progress">Told what is being measured and how much is done, 0 to 1.</param>
        public TapBenchmark(TimeSpan duration, int rounds, Action<string, double>? progress = null)
        {
            this.duration = duration;
            this.rounds = rounds;
            this.progress = progress;
        }

        /// <summary>Measures.</summary>
        public IReadOnlyList<Figure> Run()
        {
            List<double> bareRead = [], bareWrite = [], veth = [], receive = [], send = [], connects = [], kernelConnects = [];
            (string What, List<double> Results, Func<double> Measure)[] all =
            [
                ("bare read loop on TAP", bareRead, BareRead),
                ("bare write loop on TAP", bareWrite, BareWrite),
                ("kernel to kernel over veth", veth, KernelToKernel),
                ("our stack receives", receive, () => OurStack(Receive)),
                ("our stack sends", send, () => OurStack(Send)),
                ("our stack accepts", connects, () => OurStack(Accept)),
                ("kernel accepts from kernel", kernelConnects, KernelAccepts),
            ];
            for (int round = 0; round < rounds; round++)
            {
                for (int i = 0; i < all.Length; i++)
                {
                    progress?.Invoke(all[i].What, (double)((round * all.Length) + i) / (rounds * all.Length));
                    all[i].Results.Add(all[i].Measure());
                }
            }

            double r = Median.Of(receive), s = Median.Of(send), br = Median.Of(bareRead), bw = Median.Of(bareWrite), v = Median.Of(veth);
            double c = Median.Of(connects), kc = Median.Of(kernelConnects);
            return
            [
                new("tap_receive", "receive over TAP, kernel sends", r, "MB/s", $"{r * 8 / 1000:0.00} Gbit/s; {r / br:0.00} of bare, {r / v:0.00} of kernel"),
                new("tap_send", "send over TAP, kernel receives", s, "MB/s", $"{s * 8 / 1000:0.00} Gbit/s; {s / bw:0.00} of bare, {s / v:0.00} of kernel"),
                new("bare_read", "bare read loop of full frames on TAP", br, "MB/s"),
                new("bare_write", "bare write loop of full frames on TAP", bw, "MB/s"),
                new("kernel_veth", "kernel to kernel over a veth pair", v, "MB/s", "segmentation offload on"),
                new("connections", "connections accepted from the kernel", c, "1/s", $"{c / kc:0.00} of the kernel"),
                new("kernel_connections", "the same, the kernel in our place, over veth", kc, "1/s"),
            ];
        }

        private static double Rate(long bytes, Stopwatch watch) => bytes / watch.Elapsed.TotalSeconds / 1e6;

        // UDP from the kernel to an address that never answers: it goes out as fast as the kernel can, one frame a datagram.
        private double BareRead()
        {
            using var space = new NetworkNamespace("nanobench");
            using TapDevice tap = MakeTap(space);
            NetworkNamespace.Ip("-n", space.Name, "neigh", "add", OwnAddress.ToString(), "lladdr", Mac(tap.HardwareAddress), "dev", tap.Name);
            using Socket socket = space.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
            socket.Connect(OwnAddress.ToString(), 9);
            bool stop = false;
            Thread sender = Spawn(() =>
            {
                byte[] datagram = new byte[1472];
                while (!Volatile.Read(ref stop))
                {
                    socket.Send(datagram);
                }
            });
            byte[] frame = new byte[2048];
            long frames = 0;
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed < duration)
            {
                for (int i = 0; i < 64; i++)
                {
                    if (tap.Receive(frame, 0, frame.Length) == FrameLength)
                    {
                        frames++;
                    }
                }
            }

            watch.Stop();
            Volatile.Write(ref stop, true);
            sender.Join();
            return Rate(frames * PayloadLength, watch);
        }

        // Full frames into the kernel, which takes them to a UDP socket whose buffer is full: as far as a segment goes.
        private double BareWrite()
        {
            using var space = new NetworkNamespace("nanobench");
            using TapDevice tap = MakeTap(space);
            using Socket sink = space.Run(() =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Any, 9));
                return socket;
            });
            bool stop = false;
            Thread reader = Spawn(() =>
            {
                byte[] datagram = new byte[2048];
                sink.ReceiveTimeout = 100;
                while (!Volatile.Read(ref stop))
                {
                    try
                    {
                        sink.Receive(datagram);
                    }
                    catch (System.Net.Sockets.SocketException)
                    {
                        // The time-out: look whether it is over.
                    }
                }
            });
            byte[] frame = UdpFrame(tap);
            long frames = 0;
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed < duration)
            {
                for (int i = 0; i < 64; i++)
                {
                    if (tap.Send(frame, 0, frame.Length))
                    {
                        frames++;
                    }
                }
            }

            watch.Stop();
            Volatile.Write(ref stop, true);
            reader.Join();
            return Rate(frames * PayloadLength, watch);
        }

        private double KernelToKernel() => OverVeth((client, server) =>
        {
            using var listener = server.Run(() => Listen());
            using KernelClient sender = client.Run(() => new KernelClient(HostAddress.ToString(), Port));
            using KernelClient receiver = listener.AcceptTcpClient();
            return Pump(sender.GetStream(), receiver.GetStream());
        });

        private double KernelAccepts() => OverVeth((client, server) =>
        {
            using var listener = server.Run(() => Listen());
            bool stop = false;
            Thread acceptor = Spawn(() =>
            {
                while (true)
                {
                    using KernelClient accepted = listener.AcceptTcpClient();
                    if (Volatile.Read(ref stop))
                    {
                        return;
                    }
                }
            });
            double rate = client.Run(() => ConnectRate(HostAddress));
            Volatile.Write(ref stop, true);
            client.Run(() => new KernelClient(HostAddress.ToString(), Port).Dispose());
            acceptor.Join();
            return rate;
        });

        private double Receive(StackRunner runner, NetworkNamespace space)
        {
            using var listener = new Net.Sockets.TcpListener(runner, new IPEndPoint(IPAddress.Any, Port));
            listener.Start();
            using KernelClient sender = space.Run(() => new KernelClient(OwnAddress.ToString(), Port));
            using Net.Sockets.TcpClient receiver = listener.AcceptTcpClient();
            return Pump(sender.GetStream(), receiver.GetStream());
        }

        private double Send(StackRunner runner, NetworkNamespace space)
        {
            using var listener = new Net.Sockets.TcpListener(runner, new IPEndPoint(IPAddress.Any, Port));
            listener.Start();
            using KernelClient receiver = space.Run(() => new KernelClient(OwnAddress.ToString(), Port));
            using Net.Sockets.TcpClient sender = listener.AcceptTcpClient();
            return Pump(sender.GetStream(), receiver.GetStream());
        }

        private double Accept(StackRunner runner, NetworkNamespace space)
        {
            using var listener = new Net.Sockets.TcpListener(runner, new IPEndPoint(IPAddress.Any, Port));
            listener.Start();
            Thread acceptor = Spawn(() =>
            {
                try
                {
                    while (true)
                    {
                        using Net.Sockets.TcpClient accepted = listener.AcceptTcpClient();
                    }
                }
                catch (Exception e) when (e is Net.Sockets.SocketException or InvalidOperationException)
                {
                    // Stopped while it waited, or between two of them.
                }
            });
            double rate = space.Run(() => ConnectRate(OwnAddress));
            listener.Stop();
            acceptor.Join();
            return rate;
        }

        // Connections made and closed one after the other.
        private double ConnectRate(IPAddress address)
        {
            var end = new System.Net.IPEndPoint(System.Net.IPAddress.Parse(address.ToString()), Port);
            long count = 0;
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed < duration)
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Connect(end);
                count++;
            }

            return count / watch.Elapsed.TotalSeconds;
        }

        // Bytes a second from one stream into the other, once it flows.
        private double Pump(Stream from, Stream to)
        {
            bool stop = false;
            Thread writer = Spawn(() =>
            {
                byte[] block = new byte[65536];
                try
                {
                    while (!Volatile.Read(ref stop))
                    {
                        from.Write(block, 0, block.Length);
                    }
                }
                catch (Exception e) when (e is IOException or Net.Sockets.SocketException or ObjectDisposedException)
                {
                    // The reader has gone.
                }
            });
            byte[] buffer = new byte[262144];
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed.TotalSeconds < 0.3)
            {
                _ = to.Read(buffer, 0, buffer.Length);
            }

            long bytes = 0;
            watch.Restart();
            while (watch.Elapsed < duration)
            {
                bytes += to.Read(buffer, 0, buffer.Length);
            }

            double rate = Rate(bytes, watch);
            Volatile.Write(ref stop, true);
            to.Dispose();
            writer.Join();
            return rate;
        }

        private double OurStack(Func<StackRunner, NetworkNamespace, double> measure)
        {
            using var space = new NetworkNamespace("nanobench");
            using TapDevice tap = MakeTap(space);
            var options = new StackOptions
            {
                Address = OwnAddress,
                Connections = 256,
                HalfOpenConnections = 64,
                TimeWaitConnections = 256,
                ReceiveBufferSize = 1 << 20,
                SendBufferSize = 1 << 20,
                OutOfOrderRanges = 64,
                MinimumRetransmissionTimeout = 200,
            };
            using var runner = new StackRunner(new NetworkStack(tap, options), new MonotonicClock());
            runner.Start();
            return measure(runner, space);
        }

        private static double OverVeth(Func<NetworkNamespace, NetworkNamespace, double> measure)
        {
            using var client = new NetworkNamespace("nanobench");
            using var server = new NetworkNamespace("nanobench");
            // Both with the congestion control that every kernel has, whatever the machine's default is.
            client.UseReno();
            server.UseReno();
            NetworkNamespace.Ip("link", "add", "nbc", "netns", client.Name, "type", "veth", "peer", "name", "nbs", "netns", server.Name);
            NetworkNamespace.Ip("-n", client.Name, "addr", "add", OwnAddress + "/24", "dev", "nbc");
            NetworkNamespace.Ip("-n", server.Name, "addr", "add", HostAddress + "/24", "dev", "nbs");
            NetworkNamespace.Ip("-n", client.Name, "link", "set", "nbc", "up");
            NetworkNamespace.Ip("-n", server.Name, "link", "set", "nbs", "up");
            return measure(client, server);
        }

        private static KernelListener Listen()
        {
            var listener = new KernelListener(System.Net.IPAddress.Any, Port);
            listener.Start();
            return listener;
        }

        private static TapDevice MakeTap(NetworkNamespace space)
        {
            space.UseReno();
            return space.Run(() => new TapDevice(new TapOptions { Name = "nanobench", HostAddress = HostAddress }));
        }

        private static Thread Spawn(ThreadStart action)
        {
            var thread = new Thread(action) { IsBackground = true };
            thread.Start();
            return thread;
        }

        private static string Mac(byte[] address) => string.Join(':', address.Select(b => b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));

        private static byte[] UdpFrame(TapDevice tap)
        {
            byte[] frame = new byte[FrameLength];
            tap.KernelHardwareAddress.CopyTo(frame, 0);
            tap.HardwareAddress.CopyTo(frame, 6);
            frame[12] = 8;
            frame[14] = 0x45;
            frame[16] = 1500 >> 8;
            frame[17] = 1500 & 0xFF;
            frame[22] = 64;
            frame[23] = 17;
            OwnAddress.GetAddressBytes().CopyTo(frame, 26);
            HostAddress.GetAddressBytes().CopyTo(frame, 30);
            int checksum = Net.Wire.InternetChecksum.Finish(Net.Wire.InternetChecksum.Sum(frame, 14, 20));
            frame[24] = (byte)(checksum >> 8);
            frame[25] = (byte)checksum;
            frame[35] = 9;
            frame[37] = 9;
            frame[38] = 1480 >> 8;
            frame[39] = 1480 & 0xFF;
            return frame;
        }
    }
}
