using System;
using Nano.Net;
using Nano.Net.Link;

namespace Nano.Boards
{
    /// <summary>Uptime, free memory and counters.</summary>
    public static class Program
    {
        /// <summary>The program.</summary>
        public static void Main()
        {
            // The link of this build: -p:Link=w5500, enc28j60, slip, tunnel or esp32mac. Its pins, its MAC address and the
            // board's IP address stand in hardware/boards/Links.
            Console.WriteLine("TelemetryServer: opening " + BoardLink.Name);
            ILinkDevice link = BoardLink.Open();
            StackOptions options = new StackOptions();
            BoardLink.Configure(options);

            TelemetryProgram.Start(BoardLink.Name, link, options, Console.WriteLine).Watch();
        }
    }
}
