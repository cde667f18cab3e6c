using System.Runtime.CompilerServices;

namespace Nano.Net.Drivers
{
    /// <summary>
    /// The native half in the firmware (hardware/firmware). Its table names these methods by their position in this
    /// assembly; a test compares the two and prints the table that is right.
    /// </summary>
    internal sealed class NativeMac : IMacController
    {
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int Open(int macInterface, int maximumFrameLength, bool offloadChecksums);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern void Close(int session);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int GetHardwareAddress(int session, byte[] address);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int GetLinkState(int session);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int Receive(int session, byte[] buffer, int offset, int capacity);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int Send(int session, byte[] buffer, int offset, int length);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int Wait(int session, int millisecondsTimeout);

        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int ReadCounter(int counter);
    }
}
