using System.Globalization;
using Microsoft.Win32.SafeHandles;
using SocketType = System.Net.Sockets.SocketType;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>
    /// A second host on the wire to the stack: a namespace of its own, whose programs attack, and a socket that puts any
    /// frame on the wire. What it sends is counted by its interface, apart from what the kernel's host sends.
    /// </summary>
    internal sealed class Attacker : IDisposable
    {
        internal const string Interface = "evil0";

        internal static readonly IPAddress Address = IPAddress.Parse("10.77.0.66");

        private readonly KernelSocket wire;
        private readonly SafeFileHandle counters;

        /// <summary>Plugs it in.</summary>
        /// <param name="kernel">The host whose interface leads to the stack.</param>
        /// <param name="prefix">Length of the network's prefix.</param>
        internal Attacker(KernelHost kernel, int prefix)
        {
            Namespace = Namespaces.Make();
            try
            {
                NetworkNamespace.Ip("-n", kernel.Namespace.Name, "link", "add", Interface, "link", KernelHost.Interface, "netns", Namespace.Name, "type", "macvlan", "mode", "bridge");
            }
            catch (TapException e)
            {
                Namespace.Dispose();
                Skip.If(true, $"this kernel has no macvlan, by which two hosts share a wire: {e.Message}");
            }

            NetworkNamespace.Ip("-n", Namespace.Name, "addr", "add", $"{Address}/{prefix}", "dev", Interface);
            NetworkNamespace.Ip("-n", Namespace.Name, "link", "set", Interface, "up");

            // 2: evil0@if2: <BROADCAST,...> mtu 1500 ... link/ether 02:00:00:00:00:66 brd ff:ff:ff:ff:ff:ff
            string[] words = Run("ip", "-o", "link", "show", "dev", Interface).Succeeded().Output.Split(' ');
            HardwareAddress = Convert.FromHexString(words[Array.IndexOf(words, "link/ether") + 1].Replace(":", "", StringComparison.Ordinal));
            wire = Namespace.Run(() => new KernelSocket(AddressFamily.Packet, SocketType.Raw, 0));
            wire.Bind(new LinkEndPoint(int.Parse(words[0].TrimEnd(':'), CultureInfo.InvariantCulture), 0));

            // A file of /proc belongs to the namespace of the thread that opens it.
            counters = Namespace.Run(() => File.OpenHandle("/proc/thread-self/net/dev"));
        }

        internal NetworkNamespace Namespace { get; }

        internal byte[] HardwareAddress { get; }

        /// <summary>The stack's hardware address, as it has told this host.</summary>
        internal byte[] TargetHardware { get; private set; } = Packets.BroadcastHardware;

        /// <summary>Frames that have left the interface.</summary>
        internal long FramesSent
        {
            get
            {
                byte[] text = new byte[4096];
                int length = RandomAccess.Read(counters, text, 0);
                string line = System.Text.Encoding.ASCII.GetString(text, 0, length).Split('\n').First(found => found.Contains(Interface + ":", StringComparison.Ordinal));

                // Eight columns of what was received, then bytes and packets sent.
                string[] columns = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return long.Parse(columns[9], CultureInfo.InvariantCulture);
            }
        }

        /// <summary>Gets to know the stack's hardware address.</summary>
        internal void FindTarget()
        {
            Run("ping", "-c", "3", "-i", "0.2", "-W", "2", $"{Lab.Address}").Succeeded();
            string[] words = Run("ip", "neigh", "show", $"{Lab.Address}").Succeeded().Output.Split(' ');
            TargetHardware = Convert.FromHexString(words[Array.IndexOf(words, "lladdr") + 1].Replace(":", "", StringComparison.Ordinal));
        }

        /// <summary>Puts a frame on the wire.</summary>
        internal void Send(byte[] frame) => wire.Send(frame);

        /// <summary>Sends an IP packet, which may say that it is from anybody, to the stack.</summary>
        internal void SendPacket(byte[] packet) => Send(Packets.Frame(TargetHardware, HardwareAddress, 0x0800, packet));

        /// <summary>Runs a program on this host to its end.</summary>
        internal ProgramResult Run(string program, params string[] arguments) => Program.Run(program, arguments, Namespace, seconds: 60);

        public void Dispose()
        {
            counters.Dispose();
            wire.Dispose();
            Namespace.Dispose();
        }
    }
}
