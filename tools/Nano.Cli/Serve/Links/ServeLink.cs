using Nano.Net;
using Nano.Net.Link;

namespace Nano.Cli
{
    /// <summary>A link that <c>nano serve</c> has opened.</summary>
    internal abstract class ServeLink : IDisposable
    {
        /// <summary>What the stack is put on.</summary>
        public abstract ILinkDevice Device { get; }

        /// <summary>What people call it.</summary>
        public abstract string Name { get; }

        /// <summary>Lines to read at the start: what is on the other side, and what it still needs.</summary>
        public virtual IEnumerable<string> Hints => [];

        /// <summary>What the link has counted, as rows of the table that is shown at the end: layer, what, how many.</summary>
        /// <param name="counters">What the stack on the link has counted.</param>
        public virtual IEnumerable<string[]> Counted(StackCounters counters) => [];

        /// <summary>Closes it.</summary>
        public abstract void Dispose();
    }
}
