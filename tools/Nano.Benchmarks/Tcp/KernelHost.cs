using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.Link;

namespace Nano.Benchmarks
{
    /// <summary>
    /// The Linux kernel at the end of a wire: a network namespace of its own, so that it remembers nothing of an earlier
    /// connection, behind a TAP device without offloads. CUBIC, selective acknowledgments and timestamps.
    /// </summary>
    internal sealed class KernelHost : TcpHost
    {
        private const string Interface = "nanobench";

        /// <summary>IPPROTO_TCP and its options, as linux/tcp.h has them.</summary>
        private const int TcpLevel = 6;
        private const int TcpWindowClamp = 10;
        private const int TcpCongestion = 13;

        private readonly NetworkNamespace space = new("nanobench");
        private readonly TapDevice tap;
        private readonly LinkBridge bridge;
        private readonly Socket listener;

        internal KernelHost(ILinkDevice wire, IPAddress address)
            : base(address)
        {
            try
            {
                Set("ipv6/conf/all/disable_ipv6", "1");
                Set("ipv6/conf/default/disable_ipv6", "1");
                Set("ipv4/tcp_no_metrics_save", "1");
                Set("ipv4/tcp_sack", "1");
                Set("ipv4/tcp_timestamps", "1");
                Set("ipv4/tcp_slow_start_after_idle", "1");
                tap = space.Run(() => new TapDevice(new TapOptions { Name = Interface, HostAddress = address }));
                Run("ethtool", "-K", Interface, "gso", "off", "tso", "off", "gro", "off");
                bridge = new LinkBridge(tap, wire);
                listener = MakeSocket();
                listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Any, Port));
            }
            catch
            {
                tap?.Dispose();
                space.Dispose();
                throw;
            }
        }

        internal override void Listen() => listener.Listen(4);

        internal override Stream Accept() => new System.Net.Sockets.NetworkStream(listener.Accept(), ownsSocket: true);

        internal override Stream Connect(IPAddress address)
        {
            Socket socket = MakeSocket();
            socket.Connect(address.ToString(), Port);
            return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
        }

        /// <summary>Bytes that a connection takes from its application before any is acknowledged: what its send buffer really holds.</summary>
        /// <param name="connection">A new connection over a path so long that nothing is acknowledged meanwhile.</param>
        internal static int SendCapacity(Stream connection)
        {
            Socket socket = ((System.Net.Sockets.NetworkStream)connection).Socket;
            socket.Blocking = false;
            byte[] block = new byte[16384];
            int taken = 0;
            SocketError error;
            do
            {
                taken += socket.Send(block, 0, block.Length, SocketFlags.None, out error);
            }
            while (error == SocketError.Success);

            return taken;
        }

        /// <summary>Round-trip times to another host, as ping has them, in milliseconds.</summary>
        internal (double Least, double Average, double Most) Ping(IPAddress address, int count)
        {
            string report = Run("ping", "-q", "-i", "0.01", "-c", count.ToString(CultureInfo.InvariantCulture), address.ToString());
            string[] numbers = report[(report.LastIndexOf('=') + 1)..].Trim().Split(' ')[0].Split('/');
            return numbers.Length == 4
                ? (Parse(numbers[0]), Parse(numbers[1]), Parse(numbers[2]))
                : throw new TapException($"ping has not reached {address}: {report.ReplaceLineEndings(" ")}");

            static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);
        }

        public override void Dispose()
        {
            listener.Dispose();
            bridge.Dispose();
            tap.Dispose();
            space.Dispose();
        }

        private Socket MakeSocket()
        {
            Socket socket = space.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            socket.SetRawSocketOption(TcpLevel, TcpCongestion, "cubic"u8);

            // The kernel doubles what is asked for and charges its own overhead to it, so that more fits in than was said.
            // The clamp keeps the window, which is what another host sees of the buffer, to the size all the same.
            socket.ReceiveBufferSize = BufferSize;
            socket.SendBufferSize = BufferSize;
            socket.SetRawSocketOption(TcpLevel, TcpWindowClamp, BitConverter.GetBytes(BufferSize));
            return socket;
        }

        private void Set(string setting, string value) => space.Run(() => File.WriteAllText("/proc/sys/net/" + setting, value));

        private string Run(string program, params string[] arguments)
        {
            using Process process = Process.Start(new ProcessStartInfo("ip", ["netns", "exec", space.Name, program, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["LC_ALL"] = "C" },
            })!;
            string error = "";
            process.ErrorDataReceived += (_, line) => error += line.Data + " ";
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw new TapException($"'{program} {string.Join(' ', arguments)}' failed: {error.Trim()}{output.ReplaceLineEndings(" ")}");
        }
    }
}
