using System.Runtime.InteropServices;

namespace Nano.Packetdrill
{
    /// <summary>What the two halves give each other; the order is that of Native/stack.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct StackFunctions
    {
        /// <summary>Calls that packetdrill's thread for blocking calls is in at the moment.</summary>
        internal int* BlockingCalls;

        /// <summary>Identifier of that thread.</summary>
        internal int BlockingThread;

        internal int Reserved;

        internal delegate* unmanaged<int, int, int, int, int> Socket;
        internal delegate* unmanaged<int, byte*, int, int> Bind;
        internal delegate* unmanaged<int, int, int> Listen;
        internal delegate* unmanaged<int, int, byte*, int*, int> Accept;
        internal delegate* unmanaged<int, byte*, int, int> Connect;
        internal delegate* unmanaged<int, byte*, int, int, int> Receive;
        internal delegate* unmanaged<int, byte*, int, int, int> Send;
        internal delegate* unmanaged<int, int, int, int> Fcntl;
        internal delegate* unmanaged<int, int, int*, int> Ioctl;
        internal delegate* unmanaged<int, int> Close;
        internal delegate* unmanaged<int, int, int> Shutdown;
        internal delegate* unmanaged<int, int, int, byte*, int*, int> GetSocketOption;
        internal delegate* unmanaged<int, int, int, byte*, int, int> SetSocketOption;
        internal delegate* unmanaged<PollDescriptor*, int, int, int> Poll;
        internal delegate* unmanaged<byte*, int, int> Deliver;
        internal delegate* unmanaged<byte*, int, long*, int> Take;
        internal delegate* unmanaged<long, void> Sleep;
        internal delegate* unmanaged<long> Time;
        internal delegate* unmanaged<int, int, int> EpollCreate;
        internal delegate* unmanaged<int, int, int, uint, ulong, int> EpollControl;
        internal delegate* unmanaged<int, EpollEvent*, int, int, int> EpollWait;
    }
}
