using System;
using Nano.Net;
using Nano.Net.Link;
using Nano.Net.Services;

namespace Nano.Boards
{
    /// <summary>What the program does on whatever link it is given.</summary>
    public static class EchoProgram
    {
        // Who measures wants a second echo beside the first; the others are there to be tried.
        private const int EchoConnections = 2;
        private const int OtherConnections = 1;
        private const int Services = 3;

        // Bytes of heap for everything but the stack: the services, their buffers and threads, DHCP. As counted on nanoCLR, and
        // some to spare.
        private const int OtherHeap = 22000;

        /// <summary>Starts the stack and its three services.</summary>
        /// <param name="linkName">What the link is, in a few words.</param>
        /// <param name="link">The link.</param>
        /// <param name="options">The board's address, none to ask for one; the sizes are set here.</param>
        /// <param name="write">Takes what there is to say.</param>
        public static Board Start(string linkName, ILinkDevice link, StackOptions options, LineWriter write)
        {
            options.Listeners = Services;
            options.Connections = EchoConnections + (2 * OtherConnections);
            BoardHeap.Require(options.MemoryFootprint + OtherHeap);
            Board board = new Board("EchoServer", linkName, link, options, new HostConfigurationOptions { Dns = null, Sntp = null }, write);
            try
            {
                board.Serve(new EchoService(board.Runner, EchoService.StandardPort, EchoConnections));
                board.Serve(new DiscardService(board.Runner, DiscardService.StandardPort, OtherConnections));
                board.Serve(new ChargenService(board.Runner, ChargenService.StandardPort, OtherConnections));
                return board;
            }
            catch (Exception)
            {
                board.Dispose();
                throw;
            }
        }
    }
}
