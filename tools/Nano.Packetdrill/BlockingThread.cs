using System.Globalization;

namespace Nano.Packetdrill
{
    /// <summary>
    /// The thread on which packetdrill makes the calls that a script lets block. Virtual time must stand still while that
    /// thread is on its way into a call or out of one, or what it does would happen at another time in every run.
    /// </summary>
    internal sealed unsafe class BlockingThread
    {
        private readonly int* calls;
        private readonly string status;

        /// <summary>Names the thread.</summary>
        /// <param name="calls">Where the native half counts the calls that the thread is in.</param>
        /// <param name="id">Its identifier.</param>
        internal BlockingThread(int* calls, int id)
        {
            this.calls = calls;
            status = $"/proc/self/task/{id.ToString(CultureInfo.InvariantCulture)}/stat";
        }

        /// <summary>Waits until the thread sleeps: for a call to make, in a call that waits for the stack, or for packetdrill's lock.</summary>
        /// <param name="waiting">How many of its calls wait for the stack.</param>
        internal void WaitUntilQuiet(Func<int> waiting)
        {
            while (Volatile.Read(ref *calls) != waiting() || !Sleeps())
            {
                Thread.Sleep(0);
            }
        }

        // proc(5): the state is the field behind the name, which stands in parentheses.
        private bool Sleeps()
        {
            string line;
            try
            {
                line = File.ReadAllText(status);
            }
            catch (IOException)
            {
                // The thread has ended: the script has.
                return true;
            }

            return line[line.LastIndexOf(')') + 2] == 'S';
        }
    }
}
