namespace Nano.Net.InteropTests.Support
{
    /// <summary>One more router on the wire between the stack and the kernel: a host of its own, which passes packets on.</summary>
    internal sealed class RouterHost : IDisposable
    {
        internal const string Interface = "router0";

        /// <summary>Plugs it in.</summary>
        /// <param name="kernel">The host whose interface leads to the stack.</param>
        internal RouterHost(KernelHost kernel)
        {
            Namespace = Namespaces.Make();
            try
            {
                Namespace.Run(() =>
                {
                    foreach (string setting in (string[])["default/accept_dad", "default/disable_ipv6"])
                    {
                        File.WriteAllText($"/proc/sys/net/ipv6/conf/{setting}", "0");
                    }

                    File.WriteAllText("/proc/sys/net/ipv6/conf/all/forwarding", "1");
                });
                NetworkNamespace.Ip("-n", kernel.Namespace.Name, "link", "add", Interface, "link", KernelHost.Interface, "netns", Namespace.Name, "type", "macvlan", "mode", "bridge");
                NetworkNamespace.Ip("-n", Namespace.Name, "link", "set", Interface, "up");
            }
            catch (Exception e) when (e is TapException or IOException or UnauthorizedAccessException)
            {
                Namespace.Dispose();
                Skip.If(true, $"a second router cannot be made here: {e.Message}");
            }
        }

        internal NetworkNamespace Namespace { get; }

        public void Dispose() => Namespace.Dispose();
    }
}
