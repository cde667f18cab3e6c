using System;
using System.Threading;
using Nano.Net;
using Nano.Net.Link;
using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Net.Telemetry;

namespace Nano.Boards
{
    /// <summary>A stack on the board's link, with an address of the network's or of its own, and what there is to say about both on the console.</summary>
    public sealed class Board : IDisposable
    {
        // Milliseconds between two looks at the board: soon enough for who has just plugged in a cable.
        private const int WatchInterval = 500;

        private readonly ILinkDevice link;
        private readonly LineWriter write;
        private bool wasUp;

        // Set by the stack's thread.
        private bool addressChanged;

        // What the stack's thread has told of since the last look: the first fault, and how many there were.
        private readonly object faultLock = new object();
        private Exception fault;
        private string faultPart;
        private int faultCount;

        /// <summary>Starts the stack and says so.</summary>
        /// <param name="program">The program's name.</param>
        /// <param name="linkName">What the link is, in a few words.</param>
        /// <param name="link">The link.</param>
        /// <param name="options">Sizes and the address of the stack; without an address the network is asked for one (DHCP), and if it has none, the board makes do with a link-local one.</param>
        /// <param name="network">What else the board is to know of its network; its DHCP client is used only where the board has no address of its own.</param>
        /// <param name="write">Takes the lines.</param>
        /// <exception cref="ArgumentException">An option is impossible, the message names it and its range; or there is no address, and the link is none for DHCP.</exception>
        public Board(string program, string linkName, ILinkDevice link, StackOptions options, HostConfigurationOptions network, LineWriter write)
        {
            this.link = link;
            this.write = write;
            Gateway = options.Gateway;
            Runner = StackRunner.Start(new NetworkStack(link, options));
            Runner.Faulted += OnFault;
            try
            {
                Begin(program, linkName, options, network);
            }
            catch (Exception)
            {
                // Who starts it again finds its port and its link free.
                Dispose();
                throw;
            }
        }

        /// <summary>Runs the stack.</summary>
        public StackRunner Runner { get; }

        /// <summary>What the board knows of its network: its address, its names, the time.</summary>
        public HostConfiguration Network { get; private set; }

        /// <summary>Gets the board its address; null where it has one of its own.</summary>
        public DhcpClient Dhcp
        {
            get { return Network == null ? null : Network.Dhcp; }
        }

        /// <summary>The router; <see cref="IPAddress.Any"/> for none.</summary>
        public IPAddress Gateway { get; private set; }

        /// <summary>Called with every look at the board, twice a second.</summary>
        public event BoardHandler Looking;

        /// <summary>Starts a service and says where it is.</summary>
        /// <param name="service">The service.</param>
        /// <exception cref="SocketException">The port is taken, or the stack has no listener left.</exception>
        public void Serve(TcpService service)
        {
            service.Start();
            Tell(service.Name, "TCP port " + service.Port.ToString());
        }

        /// <summary>Says something in the manner of all that is said.</summary>
        /// <param name="about">What it is about, in a word.</param>
        /// <param name="text">What there is to say.</param>
        public void Tell(string about, string text)
        {
            write("  " + about + new string(' ', about.Length < 9 ? 9 - about.Length : 1) + text);
        }

        /// <summary>Looks at the board for ever. Does not return: it is what a program's first thread does in the end.</summary>
        public void Watch()
        {
            while (true)
            {
                Thread.Sleep(WatchInterval);
                TryLook();
            }
        }

        /// <summary>Looks at the board. What this throws, or what is called with it, is told like any fault, at the next look.</summary>
        public void TryLook()
        {
            try
            {
                Look();
            }
            catch (Exception e)
            {
                Runner.ReportFault(e, "board");
            }
        }

        /// <summary>Says what has failed since the last look, whether the link went up or down, and which address the board has got.</summary>
        public void Look()
        {
            TellFaults();
            bool isUp = Runner.Stack.IsLinkUp;
            if (isUp != wasUp)
            {
                wasUp = isUp;
                TellWhen("link", NameOf(isUp));
            }

            if (addressChanged)
            {
                addressChanged = false;
                Gateway = Dhcp.Gateway;
                TellWhen("address", AddressText());
            }

            if (Looking != null)
            {
                Looking(this);
            }
        }

        /// <summary>Ends the stack.</summary>
        public void Dispose()
        {
            if (Network != null)
            {
                Network.Dispose();
            }

            Runner.Dispose();
        }

        private void Begin(string program, string linkName, StackOptions options, HostConfigurationOptions network)
        {
            wasUp = Runner.Stack.IsLinkUp;
            write(program + " over " + linkName);
            Tell("link", NameOf(wasUp));
            if (link.Capabilities.Medium == LinkMedium.Ethernet)
            {
                Tell("MAC", Text(link.HardwareAddress));
            }

            bool asks = options.Address == IPAddress.Any;
            Network = new HostConfiguration(Runner, new HostConfigurationOptions { Dhcp = asks ? network.Dhcp : null, Dns = network.Dns, Sntp = network.Sntp, TimeServer = network.TimeServer });
            if (asks)
            {
                Dhcp.Changed += OnAddressChanged;
            }

            Network.Start();
            if (asks)
            {
                Tell("address", "asking for one (DHCP)");
            }
            else
            {
                Tell("address", options.Address.ToString() + "/" + options.PrefixLength.ToString() + GatewayText());
            }

            Tell("memory", options.MemoryFootprint.ToString() + " bytes for the stack, " + ManagedHeap.Read().ToString() + " " + ManagedHeap.State);
        }

        private static string NameOf(bool isUp)
        {
            return isUp ? "up" : "down";
        }

        private static string Text(byte[] hardwareAddress)
        {
            string text = "";
            for (int i = 0; i < hardwareAddress.Length; i++)
            {
                text += (i == 0 ? "" : ":") + hardwareAddress[i].ToString("X2");
            }

            return text;
        }

        // Under the stack's lock, where nothing may wait: not for the console either.
        private void OnAddressChanged(DhcpClient client)
        {
            addressChanged = true;
        }

        // By the stack's thread, which must not wait for the console.
        private void OnFault(Exception exception, string part)
        {
            lock (faultLock)
            {
                if (faultCount++ == 0)
                {
                    fault = exception;
                    faultPart = part;
                }
            }
        }

        private void TellFaults()
        {
            Exception told;
            string part;
            int more;
            lock (faultLock)
            {
                told = fault;
                part = faultPart;
                more = faultCount - 1;
                fault = null;
                faultCount = 0;
            }

            if (told != null)
            {
                TellWhen("fault", part + ": " + BoardProgram.Describe(told) + (more > 0 ? ", and " + more.ToString() + " more" : ""));
            }
        }

        private string AddressText()
        {
            if (Dhcp.PrefixLength == 0)
            {
                return "none any more, asking for one (DHCP)";
            }

            string text = Dhcp.Address.ToString() + "/" + Dhcp.PrefixLength.ToString();
            return Dhcp.IsLinkLocal ? text + ", link-local: no DHCP server has answered" : text + GatewayText();
        }

        private string GatewayText()
        {
            return Gateway == IPAddress.Any ? "" : ", gateway " + Gateway.ToString();
        }

        private void TellWhen(string about, string text)
        {
            long now = Environment.TickCount64;
            Tell(about, text + ", " + (now / 1000).ToString() + " s after the start");
        }
    }
}
