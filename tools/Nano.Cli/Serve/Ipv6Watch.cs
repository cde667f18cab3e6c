using Nano.Net.IPv6;

namespace Nano.Cli
{
    /// <summary>Tells of each IPv6 address of a stack once it can be used, and once it cannot any more, on a thread of its own: the stack waits for nobody.</summary>
    internal sealed class Ipv6Watch : IDisposable
    {
        private readonly Ipv6Interface known;
        private readonly Action<Ipv6AddressInfo> added;
        private readonly Action<string> removed;
        private readonly AutoResetEvent changed = new(false);
        private readonly Thread thread;
        private HashSet<string> told = [];
        private volatile bool isOver;

        /// <summary>Begins to watch.</summary>
        /// <param name="known">What IPv6 knows.</param>
        /// <param name="added">Told of each address.</param>
        /// <param name="removed">Told of each that is gone.</param>
        public Ipv6Watch(Ipv6Interface known, Action<Ipv6AddressInfo> added, Action<string> removed)
        {
            this.known = known;
            this.added = added;
            this.removed = removed;
            known.Changed += OnChanged;
            thread = new Thread(Watch) { IsBackground = true, Name = "Nano addresses" };
            thread.Start();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            known.Changed -= OnChanged;
            isOver = true;
            changed.Set();
            thread.Join();
            changed.Dispose();
        }

        private void OnChanged() => changed.Set();

        private void Watch()
        {
            while (changed.WaitOne() && !isOver)
            {
                Ipv6AddressInfo[] usable = [.. known.GetAddresses().Where(address => address.State is Ipv6AddressState.Preferred or Ipv6AddressState.Deprecated)];
                foreach (Ipv6AddressInfo address in usable.Where(address => !told.Contains($"{address.Address}")))
                {
                    added(address);
                }

                foreach (string address in told.Except(usable.Select(address => $"{address.Address}")))
                {
                    removed(address);
                }

                told = [.. usable.Select(address => $"{address.Address}")];
            }
        }
    }
}
