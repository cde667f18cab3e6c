using System.Runtime.InteropServices;
using Nano.Net;

namespace Nano.Packetdrill
{
    /// <summary>What the native half calls. A negative number is an error number.</summary>
    internal static unsafe class Exports
    {
        private static VirtualStack machine = null!;
        private static Sockets sockets = null!;

        /// <summary>Makes the stack, before anything else. Where it cannot, the table stays empty.</summary>
        [UnmanagedCallersOnly]
        internal static void Start(StackFunctions* functions, byte* flags)
        {
            var settings = ScriptSettings.OfThisProcess();
            StackOptions options;
            try
            {
                options = StackFlags.Parse(Marshal.PtrToStringUTF8((nint)flags) ?? "", settings);
            }
            catch (ArgumentException e)
            {
                Console.Error.WriteLine($"Nano.Packetdrill: {e.Message}");
                return;
            }

            machine = new VirtualStack(options, settings.Mtu, new BlockingThread(functions->BlockingCalls, functions->BlockingThread));
            sockets = new Sockets(machine, options);
            functions->Socket = &Socket;
            functions->Bind = &Bind;
            functions->Listen = &Listen;
            functions->Accept = &Accept;
            functions->Connect = &Connect;
            functions->Receive = &Receive;
            functions->Send = &Send;
            functions->Fcntl = &Fcntl;
            functions->Ioctl = &Ioctl;
            functions->Close = &Close;
            functions->Shutdown = &Shutdown;
            functions->GetSocketOption = &GetSocketOption;
            functions->SetSocketOption = &SetSocketOption;
            functions->Poll = &Poll;
            functions->Deliver = &Deliver;
            functions->Take = &Take;
            functions->Sleep = &Sleep;
            functions->Time = &Time;
            functions->EpollCreate = &EpollCreate;
            functions->EpollControl = &EpollControl;
            functions->EpollWait = &EpollWait;
        }

        [UnmanagedCallersOnly]
        private static int Socket(int descriptor, int domain, int type, int protocol) => sockets.Socket(descriptor, domain, type, protocol);

        [UnmanagedCallersOnly]
        private static int Bind(int descriptor, byte* address, int length) => sockets.Bind(descriptor, new ReadOnlySpan<byte>(address, length));

        [UnmanagedCallersOnly]
        private static int Listen(int descriptor, int backlog) => sockets.Listen(descriptor, backlog);

        [UnmanagedCallersOnly]
        private static int Accept(int descriptor, int accepted, byte* address, int* length) => sockets.Accept(descriptor, accepted, address, length);

        [UnmanagedCallersOnly]
        private static int Connect(int descriptor, byte* address, int length) => sockets.Connect(descriptor, new ReadOnlySpan<byte>(address, length));

        [UnmanagedCallersOnly]
        private static int Receive(int descriptor, byte* buffer, int count, int flags)
        {
            byte[] received = new byte[count];
            int result = sockets.Receive(descriptor, received, flags);
            if (result > 0)
            {
                received.AsSpan(0, result).CopyTo(new Span<byte>(buffer, count));
            }

            return result;
        }

        [UnmanagedCallersOnly]
        private static int Send(int descriptor, byte* buffer, int count, int flags) => sockets.Send(descriptor, new ReadOnlySpan<byte>(buffer, count), flags);

        [UnmanagedCallersOnly]
        private static int Fcntl(int descriptor, int command, int argument) => sockets.Fcntl(descriptor, command, argument);

        [UnmanagedCallersOnly]
        private static int Ioctl(int descriptor, int request, int* argument) => sockets.Ioctl(descriptor, request, argument);

        [UnmanagedCallersOnly]
        private static int Close(int descriptor) => sockets.Close(descriptor);

        [UnmanagedCallersOnly]
        private static int Shutdown(int descriptor, int how) => sockets.Shutdown(descriptor, how);

        [UnmanagedCallersOnly]
        private static int GetSocketOption(int descriptor, int level, int name, byte* value, int* length)
        {
            if (*length < 0)
            {
                return -Errno.Invalid;
            }

            byte[] found = new byte[*length];
            int result = sockets.GetOption(descriptor, level, name, found, out int used);
            if (result == 0)
            {
                found.AsSpan(0, used).CopyTo(new Span<byte>(value, used));
                *length = used;
            }

            return result;
        }

        [UnmanagedCallersOnly]
        private static int SetSocketOption(int descriptor, int level, int name, byte* value, int length) =>
            length < 0 ? -Errno.Invalid : sockets.SetOption(descriptor, level, name, new ReadOnlySpan<byte>(value, length));

        [UnmanagedCallersOnly]
        private static int Poll(PollDescriptor* descriptors, int count, int timeout) => sockets.Poll(descriptors, count, timeout);

        [UnmanagedCallersOnly]
        private static int Deliver(byte* packet, int length)
        {
            if (machine.Deliver(new ReadOnlySpan<byte>(packet, length).ToArray()))
            {
                return 0;
            }

            Console.Error.WriteLine($"Nano.Packetdrill: a packet of {length} bytes is longer than the link carries ({machine.LargestPacket}); see --mtu, and MaximumTransmissionUnit of --so_flags");
            return -Errno.MessageSize;
        }

        [UnmanagedCallersOnly]
        private static int Take(byte* packet, int room, long* microseconds)
        {
            if (!machine.TryTake(out byte[] taken, out long sentAt))
            {
                Console.Error.WriteLine("Nano.Packetdrill: the script expects a packet, and the stack sends none, however long one waits");
                return -Errno.TimedOut;
            }

            int length = Math.Min(taken.Length, room);
            taken.AsSpan(0, length).CopyTo(new Span<byte>(packet, room));
            *microseconds = sentAt;
            return length;
        }

        [UnmanagedCallersOnly]
        private static void Sleep(long microseconds) => machine.Sleep(microseconds);

        [UnmanagedCallersOnly]
        private static long Time() => machine.Time();

        [UnmanagedCallersOnly]
        private static int EpollCreate(int descriptor, int size) => sockets.EpollCreate(descriptor, size);

        [UnmanagedCallersOnly]
        private static int EpollControl(int epoll, int operation, int descriptor, uint events, ulong data) =>
            sockets.EpollControl(epoll, operation, descriptor, events, data);

        [UnmanagedCallersOnly]
        private static int EpollWait(int epoll, EpollEvent* events, int count, int timeout) => sockets.EpollWait(epoll, events, count, timeout);
    }
}
