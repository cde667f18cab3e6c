using System;
using Nano.Net;
using Nano.Net.Link;

namespace Nano.Boards
{
    /// <summary>The board's readings for browsers, scripts and scrapers.</summary>
    public static class Program
    {
        // The board's name: http://nano.local in the network. Of two boards with the same name one calls itself nano-2.
        private const string Name = "nano";

        // What is kept of the password of the user admin (HTTP Digest): the digits that this prints:
        // printf %s 'admin:nano:PASSWORD' | sha256sum
        private const string Secret = null;

        // What clients must name who switch the light or look at the traffic (Authorization: Bearer TOKEN). There is none
        // that all boards share: without one of yours, nobody may.
        private const string Token = null;

        // Asked for the time where the network has no server of its own. Makers of many boards have a zone of their own there.
        private const string TimeServer = "pool.ntp.org";

        // The name of a proxy in front of the board, where it passes that on instead of the board's; most do not.
        private const string HostName = null;

        /// <summary>The program.</summary>
        public static void Main()
        {
            BoardProgram.Run("TelemetryServer", Start, Console.WriteLine);
        }

        private static Board Start()
        {
            // The link of this build: -p:Link=w5500, enc28j60, slip, tunnel or esp32mac. Its pins, its MAC address and the
            // board's IP address stand in hardware/boards/Links.
            Console.WriteLine("TelemetryServer: opening " + BoardLink.Name);
            ILinkDevice link = BoardLink.Open();
            StackOptions options = new StackOptions();
            BoardLink.Configure(options);
            TelemetrySettings settings = new TelemetrySettings { Name = Name, Secret = Secret, Token = Token, TimeServer = TimeServer, HostName = HostName, Light = BoardLink.OpenLight() };

            return new TelemetryProgram(BoardLink.Name, link, options, settings, Console.WriteLine).Board;
        }
    }
}
