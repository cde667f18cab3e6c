using Nano.Net;
using Nano.Net.Link;

namespace Nano.Boards
{
    /// <summary>What the program does on whatever link it is given.</summary>
    public static class TelemetryProgram
    {
        /// <summary>Starts the stack and its service.</summary>
        /// <param name="linkName">What the link is, in a few words.</param>
        /// <param name="link">The link.</param>
        /// <param name="options">The board's address; the sizes are left as they are.</param>
        /// <param name="write">Takes what there is to say.</param>
        public static Board Start(string linkName, ILinkDevice link, StackOptions options, LineWriter write)
        {
            Board board = new Board("TelemetryServer", linkName, link, options, write);
            board.Serve(new TelemetryService(board.Runner, TelemetryService.UsualPort));
            return board;
        }
    }
}
