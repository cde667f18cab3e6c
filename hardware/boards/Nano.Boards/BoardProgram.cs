using System;
using System.Threading;
using Nano.Net.Telemetry;

namespace Nano.Boards
{
    /// <summary>
    /// What the first thread of a board does: it starts the program and looks at the board for ever. An exception does not end
    /// it, for then the board would be silent until somebody switches it off and on.
    /// </summary>
    public static class BoardProgram
    {
        // Milliseconds from a start that has failed to the next.
        private const int RestartPause = 10000;

        /// <summary>Starts a program, again and again until it runs, and looks at its board for ever. It neither returns nor throws.</summary>
        /// <param name="program">The program's name.</param>
        /// <param name="start">Starts it.</param>
        /// <param name="write">Takes what there is to say.</param>
        public static void Run(string program, BoardStarter start, LineWriter write)
        {
            Board board = TryStart(program, start, write);
            while (board == null)
            {
                Thread.Sleep(RestartPause);
                board = TryStart(program, start, write);
            }

            board.Watch();
        }

        /// <summary>Starts a program, and says why where that fails.</summary>
        /// <param name="program">The program's name.</param>
        /// <param name="start">Starts it.</param>
        /// <param name="write">Takes what there is to say.</param>
        /// <returns>Its board; null where it has failed.</returns>
        public static Board TryStart(string program, BoardStarter start, LineWriter write)
        {
            try
            {
                return start();
            }
            catch (Exception e)
            {
                TryWrite(write, program + ": cannot start: " + Describe(e) + "; tries again in " + (RestartPause / 1000).ToString() + " s");
                return null;
            }
        }

        /// <summary>An exception in words.</summary>
        internal static string Describe(Exception exception)
        {
            string message = exception.Message;
            if (exception is TooLittleHeapException)
            {
                return message;
            }

            if (exception is OutOfMemoryException)
            {
                message = ManagedHeap.Read().ToString() + " bytes of heap " + ManagedHeap.State;
            }

            // As an object: on .NET an exception has a GetType of its own, which nanoFramework has not.
            return ((object)exception).GetType().Name + (message == null || message.Length == 0 ? "" : ": " + message);
        }

        // A console that fails must not end the program that would tell of it.
        private static void TryWrite(LineWriter write, string line)
        {
            try
            {
                write(line);
            }
            catch (Exception)
            {
                // There is nobody left to tell.
            }
        }
    }
}
