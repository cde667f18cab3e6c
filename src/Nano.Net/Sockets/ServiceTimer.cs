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

        internal override void OnDue(long now)
        {
            service.OnDue(now);
        }
    }
}
