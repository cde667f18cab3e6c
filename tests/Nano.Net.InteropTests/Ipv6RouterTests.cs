using Nano.Net.IPv6;
using SocketType = System.Net.Sockets.SocketType;

namespace Nano.Net.InteropTests
{
    /// <summary>Two routers, each with a prefix of its own, lead from the stack's link to one host: both are kernels with radvd.</summary>
    public class Ipv6RouterTests
    {
        private const string FirstPrefix = "2001:db8:a:";
        private const string SecondPrefix = "2001:db8:b:";
        private const int Port = 9;
        private static readonly IPAddress far = IPAddress.Parse("2001:db8:f::1");

        [SkippableFact]
        public void PrefixThatIsDeprecated_ServesWhatIsOpen_AndRoutersThatGo_AreReplaced() => Lab.Run(
            lab =>
            {
                Ipv6Interface known = lab.Interface6;
                Skip.IfNot(lab.Kernel.TrySet("ipv6/conf/all/forwarding", "1"), "/proc/sys is read-only here: the kernel cannot be made a router");
                using var second = new RouterHost(lab.Kernel);
                using NetworkNamespace farHost = Namespaces.Make();
                Connect(lab.Kernel.Namespace, 1, FirstPrefix, KernelHost.Interface, farHost);
                Connect(second.Namespace, 2, SecondPrefix, RouterHost.Interface, farHost);
                NetworkNamespace.Ip("-n", farHost.Name, "address", "add", $"{far}/128", "dev", "lo", "nodad");

                using var firstRadvd = new Radvd(lab.Kernel.Namespace, KernelHost.Interface, $"{FirstPrefix}:");
                using var secondRadvd = new Radvd(second.Namespace, RouterHost.Interface, $"{SecondPrefix}:", "AdvDefaultPreference high;");
                lab.Eventually(() => Preferred(known).Length == 2 && known.GetRouters().Length == 2, () => "there are not two addresses by two routers");
                Assert.Equal([0, 1], known.GetRouters().Select(router => router.Preference).Order());
                foreach (string address in Preferred(known))
                {
                    Program.Run("ping", ["-6", "-c", "1", "-W", "5", "-I", $"{far}", address], farHost).Succeeded();
                }

                using KernelSocket listener = farHost.Run(() => new KernelSocket(AddressFamily.InterNetworkV6, SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp));
                listener.Bind(KernelHost.EndPoint(far, Port));
                listener.Listen();

                // RFC 4862 section 5.5.4: what is deprecated goes on for what has begun, and is not used for what begins.
                using var one = new Exchange(lab, listener);
                bool isFirst = one.Local.StartsWith(FirstPrefix, StringComparison.Ordinal);
                if (isFirst)
                {
                    firstRadvd.Deprecate($"{FirstPrefix}:");
                }
                else
                {
                    secondRadvd.Deprecate($"{SecondPrefix}:", "AdvDefaultPreference high;");
                }

                lab.Eventually(() => Preferred(known).Length == 1, () => "no address is deprecated");
                Assert.DoesNotContain(one.Local, Preferred(known));
                using var other = new Exchange(lab, listener);
                Assert.Equal([other.Local], Preferred(known));
                one.Check();
                other.Check();

                // A router that says goodbye is not asked any more (RFC 4861 section 6.3.4); the other one takes over at once.
                Exchange lasting = isFirst ? one : other;
                Assert.StartsWith(FirstPrefix, lasting.Local, StringComparison.Ordinal);
                Assert.Equal(1, Assert.Single(known.GetRouters(), router => router.IsInUse).Preference);
                secondRadvd.Stop();
                lab.Eventually(() => known.GetRouters().Length == 1, () => "the router is still there");
                Assert.Equal(0, Assert.Single(known.GetRouters()).Preference);
                lasting.Check();

                // One that dies without a word is found out when it is used: it does not answer (section 7.3).
                secondRadvd.Start();
                lab.Eventually(() => known.GetRouters().Any(router => router.Preference == 1), () => "the router is not back");
                lasting.Check();
                Assert.Equal(1, Assert.Single(known.GetRouters(), router => router.IsInUse).Preference);
                NetworkNamespace.Ip("-n", second.Namespace.Name, "link", "set", RouterHost.Interface, "down");
                lasting.Check();
                Assert.Equal(0, Assert.Single(known.GetRouters(), router => router.IsInUse).Preference);
                Assert.False(known.GetRouters().Single(router => router.Preference == 1).Answers);
            },
            new LabOptions { IPv6 = true, Stack = options => options.IPv6 = new Ipv6Options() });

        // The far host answers to addresses of a prefix by the router that gives it.
        private static void Connect(NetworkNamespace router, int number, string prefix, string link, NetworkNamespace farHost)
        {
            string name = $"far{number}";
            NetworkNamespace.Ip("-n", router.Name, "address", "add", $"{prefix}:1/64", "dev", link, "nodad");
            NetworkNamespace.Ip("-n", router.Name, "link", "add", name, "type", "veth", "peer", "name", name, "netns", farHost.Name);
            foreach ((NetworkNamespace side, string last) in ((NetworkNamespace, string)[])[(router, "1"), (farHost, "2")])
            {
                NetworkNamespace.Ip("-n", side.Name, "address", "add", $"fd00:{number}::{last}/64", "dev", name, "nodad");
                NetworkNamespace.Ip("-n", side.Name, "link", "set", name, "up");
            }

            NetworkNamespace.Ip("-n", router.Name, "-6", "route", "add", $"{far}/128", "via", $"fd00:{number}::2");
            NetworkNamespace.Ip("-n", farHost.Name, "-6", "route", "add", $"{prefix}:/64", "via", $"fd00:{number}::1");
        }

        private static string[] Preferred(Ipv6Interface known) =>
            [.. known.GetAddresses().Where(address => address.Origin == Ipv6AddressOrigin.Autoconfigured && address.State == Ipv6AddressState.Preferred).Select(address => $"{address.Address}")];

        /// <summary>A connection from the stack to the far host.</summary>
        private sealed class Exchange : IDisposable
        {
            private readonly TcpClient client;
            private readonly KernelSocket server;

            internal Exchange(Lab lab, KernelSocket listener)
            {
                client = new TcpClient(lab.Runner) { SendTimeout = lab.Patience, ReceiveTimeout = lab.Patience };
                client.Connect(far, Port);
                server = lab.Kernel.Accept(listener);
                Local = $"{((KernelEndPoint)server.RemoteEndPoint!).Address}";
                Check();
            }

            /// <summary>The stack's address, as the far host sees it.</summary>
            internal string Local { get; }

            /// <summary>Bytes cross both ways.</summary>
            internal void Check()
            {
                byte[] text = "abcdefgh"u8.ToArray();
                NetworkStream stream = client.GetStream();
                stream.Write(text, 0, text.Length);
                byte[] received = new byte[text.Length];
                Assert.Equal(text.Length, server.Receive(received));
                server.Send(received);
                Assert.Equal(text.Length, stream.Read(received, 0, received.Length));
                Assert.Equal(text, received);
            }

            public void Dispose()
            {
                client.Dispose();
                server.Dispose();
            }
        }
    }
}
