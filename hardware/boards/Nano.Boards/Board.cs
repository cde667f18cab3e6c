using System;
using System.Threading;
using Nano.Net;
using Nano.Net.Link;
using Nano.Net.Sockets;

namespace Nano.Boards
{
    /// <summary>A stack on the board's link, and what there is to say about it on the console.</summary>
    public sealed class Board : IDisposable
    {
        // Milliseconds between two looks at the link: soon enough for who has just plugged in a cable.
        private const int WatchInterval = 500;

        private readonly ILinkDevice link;
        private readonly LineWriter write;
        private bool wasUp;

        /// <summary>Starts the stack and says so.</summary>
        /// <param name="program">The program's name.</param>
        /// <param name="linkName">What the link is, in a few words.</param>
        /// <param name="link">The link.</param>
        /// <param name="options">Sizes and the address of the stack.</param>
        /// <param name="write">Takes the lines.</param>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and its range.</exception>
        public Board(string program, string linkName, ILinkDevice link, StackOptions options, LineWriter write)
        {
            this.link = link;
            this.write = write;
            Runner = StackRunner.Start(new NetworkStack(link, options));
            wasUp = link.IsLinkUp;
            write(program + " over " + linkName);
            write("  link     " + NameOf(wasUp));
            if (link.Capabilities.Medium == LinkMedium.Ethernet)
            {
                write("  MAC      " + Text(link.HardwareAddress));
            }

            write("  address  " + options.Address.ToString() + "/" + options.PrefixLength.ToString() + GatewayOf(options));
            write("  memory   " + options.MemoryFootprint.ToString() + " bytes for the stack, " + FreeMemory.Measure().ToString() + " free");
        }

        /// <summary>Runs the stack.</summary>
        public StackRunner Runner { get; }

        /// <summary>Starts a service and says where it is.</summary>
        /// <param name="service">The service.</param>
        /// <exception cref="SocketException">The port is taken, or the stack has no listener left.</exception>
        public void Serve(TcpService service)
        {
            service.Start();
            string name = service.Name;
            write("  " + name + new string(' ', name.Length < 9 ? 9 - name.Length : 1) + "TCP port " + service.Port.ToString());
        }

        /// <summary>Says whenever the link goes up or down. Does not return: it is what a program's first thread does in the end.</summary>
        public void Watch()
        {
            while (true)
            {
                Thread.Sleep(WatchInterval);
                LookAtLink();
            }
        }

        /// <summary>Says whether the link went up or down since the last look.</summary>
        public void LookAtLink()
        {
            bool isUp = link.IsLinkUp;
            if (isUp != wasUp)
            {
                wasUp = isUp;
                long now = Environment.TickCount64;
                write("  link     " + NameOf(isUp) + ", " + (now / 1000).ToString() + " s after the start");
            }
        }

        /// <summary>Ends the stack.</summary>
        public void Dispose()
        {
            Runner.Dispose();
        }

        private static string NameOf(bool isUp)
        {
            return isUp ? "up" : "down";
        }

        private static string GatewayOf(StackOptions options)
        {
            return options.Gateway == IPAddress.Any ? "" : ", gateway " + options.Gateway.ToString();
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
    }
}
