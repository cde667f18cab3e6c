using System.Runtime.InteropServices;

namespace Nano.Emulator
{
    /// <summary>The system calls of Linux that TAP devices and serial lines take, and their numbers (the same on x86-64 and on ARM64).</summary>
    internal static unsafe partial class Libc
    {
        public const int OpenReadWrite = 2;
        public const int OpenNoControllingTerminal = 0x100;
        public const int OpenNonBlocking = 0x800;
        public const int OpenCloseOnExec = 0x80000;

        public const int InternetFamily = 2;
        public const int InternetFamily6 = 10;
        public const int DatagramSocket = 2;

        public const int EventfdCloseOnExec = 0x80000;
        public const int EpollCloseOnExec = 0x80000;
        public const int EpollAdd = 1;
        public const int EpollModify = 3;
        public const uint EpollIn = 1;
        public const uint EpollOneShot = 1u << 30;

        public const short PollIn = 1;
        public const short PollOut = 4;

        public const int NotPermitted = 1;
        public const int NoEntry = 2;
        public const int Interrupted = 4;
        public const int InputOutput = 5;
        public const int TryAgain = 11;
        public const int OutOfMemory = 12;
        public const int AccessDenied = 13;
        public const int Busy = 16;
        public const int Exists = 17;
        public const int NoDevice = 19;
        public const int InvalidArgument = 22;
        public const int NotATerminal = 25;
        public const int NoBufferSpace = 105;

        private const string Library = "libc";

        [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Open(string path, int flags);

        [LibraryImport(Library, EntryPoint = "close")]
        public static partial int Close(int descriptor);

        [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
        public static partial int Socket(int family, int type, int protocol);

        [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
        public static partial int Control(int descriptor, nuint request, ref InterfaceRequest argument);

        [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
        public static partial int Control(int descriptor, nuint request, void* argument);

        [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
        public static partial int Poll(PollDescriptor* descriptors, nuint count, int timeout);

        /// <summary>As below: it must not wait.</summary>
        [LibraryImport(Library, EntryPoint = "read")]
        [SuppressGCTransition]
        public static partial nint Read(int descriptor, byte* buffer, nint count);

        /// <summary>Only for a descriptor that does not block: the garbage collector waits for the call, which copies a frame and no more.</summary>
        [LibraryImport(Library, EntryPoint = "readv")]
        [SuppressGCTransition]
        public static partial nint ReadVector(int descriptor, IoVector* vectors, int count);

        /// <summary>The garbage collector does not wait for this one: the kernel takes a written frame all the way to its socket in here.</summary>
        [LibraryImport(Library, EntryPoint = "write")]
        public static partial nint Write(int descriptor, byte* buffer, nint count);

        [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
        public static partial int EventDescriptor(uint initial, int flags);

        [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
        public static partial int EpollCreate(int flags);

        [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
        public static partial int EpollControl(int epoll, int operation, int descriptor, EpollEvent* interest);

        [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
        public static partial int EpollWait(int epoll, EpollEvent* events, int count, int timeout);

        [LibraryImport(Library, EntryPoint = "setns", SetLastError = true)]
        public static partial int SetNamespace(int descriptor, int kind);

        /// <summary>struct pollfd.</summary>
        [StructLayout(LayoutKind.Sequential)]
        public struct PollDescriptor
        {
            public int Descriptor;
            public short Events;
            public short Happened;
        }

        /// <summary>struct iovec.</summary>
        [StructLayout(LayoutKind.Sequential)]
        public struct IoVector
        {
            public byte* Base;
            public nint Length;
        }

        /// <summary>struct epoll_event as far as it is needed: the data behind the events, which x86-64 packs and others align, is left unused.</summary>
        [StructLayout(LayoutKind.Sequential, Size = 16)]
        public struct EpollEvent
        {
            public uint Events;
        }
    }
}
