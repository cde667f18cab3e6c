using System.Runtime.InteropServices;

namespace Nano.Packetdrill
{
    /// <summary>What <c>struct epoll_event</c> holds, without its packing, which depends on the processor.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct EpollEvent
    {
        internal uint Events;
        internal uint Reserved;
        internal ulong Data;
    }
}
