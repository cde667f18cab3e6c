using Nano.Net.Core;

namespace Nano.Net.Sockets
{
    /// <summary>The deadline of a <see cref="StackService"/>.</summary>
    internal sealed class ServiceTimer : TimerEntry
    {
        private readonly StackService service;

        internal ServiceTimer(StackService service)
        {
            this.service = service;
        }

        internal bool IsSet
        {
            get { return heapIndex >= 0; }
        }

        internal override void OnDue(long now)
        {
            service.RunDeadline(now);
        }
    }
}
