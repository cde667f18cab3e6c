using System;
using Nano.Net;
using Nano.Net.Link;

namespace Nano.Boards
{
    /// <summary>Echo, discard and chargen.</summary>
    public static class Program
    {
        /// <summary>The program.</summary>
        public static void Main()
        {
            BoardProgram.Run("EchoServer", Start, Console.WriteLine);
        }

        private static Board Start()
        {
            // The link of this build: -p:Link=w5500, enc28j60, slip, tunnel or esp32mac. Its pins, its MAC address and the
            // board's IP address stand in hardware/boards/Links.
            Console.WriteLine("EchoServer: opening " + BoardLink.Name);
            ILinkDevice link = BoardLink.Open();
            StackOptions options = new StackOptions();
            BoardLink.Configure(options);

            return EchoProgram.Start(BoardLink.Name, link, options, Console.WriteLine);
        }
    }
}
