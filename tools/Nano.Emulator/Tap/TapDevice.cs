using System.Runtime.InteropServices;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Emulator
{
    /// <summary>
    /// A link device whose wire leads into the Linux kernel: a TAP interface. What the stack sends comes in there, and what
    /// the kernel routes to the interface the stack receives; so ping, curl, a browser and a router are its peers. For a
    /// link without Ethernet it is a TUN interface.
    /// </summary>
    /// <remarks>Making or setting up an interface takes the capability CAP_NET_ADMIN; using one that root has made for the user does not.</remarks>
    public sealed unsafe class TapDevice : ILinkDevice, IDisposable
    {
        private const string ControlDevice = "/dev/net/tun";
        private const nuint SetInterface = 0x400454CA;
        private const short Tun = 0x0001;
        private const short Tap = 0x0002;
        private const short WithoutHeader = 0x1000;

        private readonly byte[] hardwareAddress;
        private readonly DescriptorWaiter waiter;
        private readonly int descriptor;
        private volatile bool disposed;
        private bool isLinkUp = true;

        /// <summary>Opens a TAP interface, makes it where there is none, and sets it up.</summary>
        /// <param name="options">What it is to be like.</param>
        /// <exception cref="TapException">It cannot be opened or set up; the message says why and what would help.</exception>
        /// <exception cref="ArgumentException">The hardware address is the kernel's own, or the prefix too long for the address.</exception>
        public TapDevice(TapOptions options)
        {
            ArgumentNullException.ThrowIfNull(options);
            if (options.HostAddress is { } given && options.PrefixLength >= given.GetAddressBytes().Length * 8)
            {
                throw new ArgumentException($"PrefixLength {options.PrefixLength} is too long for {given}.");
            }

            (descriptor, Name) = Open(options.Name, options.Medium);
            Capabilities = new LinkCapabilities { Medium = options.Medium };
            try
            {
                MaximumTransmissionUnit = options.Mtu;
                using var kernel = new KernelInterface(Name);
                KernelHardwareAddress = kernel.HardwareAddress;
                hardwareAddress = ChooseHardwareAddress(options.HardwareAddress, KernelHardwareAddress);
                kernel.EnsureMtu(options.Mtu);
                if (options.HostAddress is { } address)
                {
                    kernel.EnsureAddress(address, options.PrefixLength);
                }

                kernel.EnsureUp();
                waiter = new DescriptorWaiter(descriptor, Name);
            }
            catch
            {
                _ = Libc.Close(descriptor);
                throw;
            }
        }

        /// <inheritdoc/>
        /// <remarks>
        /// Raised by a thread of the device, which then keeps quiet until <see cref="Receive"/> has found no more frames:
        /// a stack that is busy receiving is not interrupted. Subscribe before the first frame is waited for.
        /// </remarks>
        public event FrameAvailableHandler FrameAvailable
        {
            add => waiter.Add(value);
            remove => waiter.Remove(value);
        }

        /// <summary>The name of the interface, as the kernel knows it.</summary>
        public string Name { get; }

        /// <summary>The hardware address of the kernel's side, 6 bytes.</summary>
        public byte[] KernelHardwareAddress { get; }

        /// <inheritdoc/>
        public byte[] HardwareAddress => (byte[])hardwareAddress.Clone();

        /// <inheritdoc/>
        public int MaximumTransmissionUnit { get; }

        /// <inheritdoc/>
        /// <remarks>That the interface has been taken down or removed is noticed when the stack sends or receives.</remarks>
        public bool IsLinkUp
        {
            get
            {
                if (!isLinkUp && !disposed)
                {
                    using var kernel = new KernelInterface(Name);
                    isLinkUp = kernel.IsUp;
                }

                return isLinkUp;
            }
        }

        /// <inheritdoc/>
        public LinkCapabilities Capabilities { get; }

        /// <summary>Frames that were lost: longer than the buffer to receive into, or sent while the link was down.</summary>
        public long FramesDropped { get; private set; }

        /// <summary>Whether a TAP interface can be opened here.</summary>
        /// <param name="reason">If not, why, and what would help, in one line; else an empty string.</param>
        /// <param name="name">Its name; by default a new one, which vanishes again at once.</param>
        public static bool Available(out string reason, string name = "nano%d")
        {
            try
            {
                _ = Libc.Close(Open(name, LinkMedium.Ethernet).Descriptor);
                reason = "";
                return true;
            }
            catch (TapException e)
            {
                reason = e.Message;
                return false;
            }
        }

        /// <inheritdoc/>
        public int Receive(byte[] buffer, int offset, int capacity)
        {
            CheckRange(buffer, offset, capacity);
            while (true)
            {
                nint count = Read(buffer, offset, capacity);
                if (count > capacity)
                {
                    FramesDropped++;
                }
                else if (count > 0)
                {
                    isLinkUp = true;
                    return (int)count;
                }
                else if (count < 0 && Marshal.GetLastSystemError() == Libc.TryAgain)
                {
                    waiter.Arm();
                    return 0;
                }
                else
                {
                    // Somebody has removed the interface: there is nothing to wait for any more.
                    isLinkUp = false;
                    return 0;
                }
            }
        }

        /// <inheritdoc/>
        public bool Send(byte[] buffer, int offset, int length)
        {
            CheckRange(buffer, offset, length);
            ObjectDisposedException.ThrowIf(disposed, this);
            nint count;
            fixed (byte* start = buffer)
            {
                count = Libc.Write(descriptor, start + offset, length);
            }

            if (count >= 0)
            {
                isLinkUp = true;
                return true;
            }

            int error = Marshal.GetLastSystemError();
            if (error is Libc.TryAgain or Libc.NoBufferSpace or Libc.OutOfMemory)
            {
                return false;
            }

            // The interface is down or gone, or the frame is none: trying again would not help.
            isLinkUp = error == Libc.InvalidArgument && isLinkUp;
            FramesDropped++;
            return true;
        }

        /// <summary>Closes the interface, which vanishes if it was made by this device. No call to it may be under way.</summary>
        public void Dispose()
        {
            if (!disposed)
            {
                disposed = true;
                waiter.Dispose();
                _ = Libc.Close(descriptor);
            }
        }

        /// <inheritdoc/>
        public override string ToString() => Name;

        private static (int Descriptor, string Name) Open(string name, LinkMedium medium)
        {
            if (!OperatingSystem.IsLinux())
            {
                throw new TapException("TAP devices are a feature of Linux; here, use a virtual wire and a gateway");
            }

            int descriptor = Libc.Open(ControlDevice, Libc.OpenReadWrite | Libc.OpenNonBlocking | Libc.OpenCloseOnExec);
            if (descriptor < 0)
            {
                throw Marshal.GetLastPInvokeError() switch
                {
                    Libc.NoEntry or Libc.NoDevice => new TapException(
                        $"{ControlDevice} is missing: run `sudo modprobe tun`, or give a container `--device {ControlDevice}`"),
                    Libc.AccessDenied or Libc.NotPermitted => new TapException(
                        $"{ControlDevice} may not be opened by this user: run this with sudo, or `sudo chmod a+rw {ControlDevice}`"),
                    _ => TapException.FromLastError($"cannot open {ControlDevice}"),
                };
            }

            var request = new InterfaceRequest(name) { Flags = (short)(WithoutHeader | (medium == LinkMedium.Ethernet ? Tap : Tun)) };
            if (Libc.Control(descriptor, SetInterface, ref request) == 0)
            {
                return (descriptor, request.Name);
            }

            TapException failure = Marshal.GetLastPInvokeError() switch
            {
                Libc.NotPermitted => new TapException(
                    $"interface {name} may not be made by this user: run this with sudo, give the program the capability (`sudo setcap cap_net_admin+ep PROGRAM`), "
                    + $"or have the interface made first: `sudo ip tuntap add dev {name.Replace("%d", "0")} mode tap user $USER`"),
                Libc.Busy => new TapException($"interface {name} is in use by another program: end that, or choose another name"),
                Libc.InvalidArgument => new TapException($"interface {name} exists and is no {(medium == LinkMedium.Ethernet ? "TAP" : "TUN")} interface: choose another name"),
                _ => TapException.FromLastError("cannot open it", $"interface {name}"),
            };
            _ = Libc.Close(descriptor);
            throw failure;
        }

        private static byte[] ChooseHardwareAddress(byte[]? wanted, byte[] kernels)
        {
            if (wanted != null)
            {
                return wanted.AsSpan().SequenceEqual(kernels)
                    ? throw new ArgumentException("HardwareAddress must not be that of the kernel's side.")
                    : (byte[])wanted.Clone();
            }

            byte[] address = new byte[EthernetFrame.AddressLength];
            do
            {
                Random.Shared.NextBytes(address);
                // Locally administered, not a group address.
                address[0] = (byte)(address[0] & 0xFC | 0x02);
            }
            while (address.AsSpan().SequenceEqual(kernels));
            return address;
        }

        private static void CheckRange(byte[] buffer, int offset, int length)
        {
            ArgumentNullException.ThrowIfNull(buffer);
            if (offset < 0 || length < 0 || length > buffer.Length - offset)
            {
                throw new ArgumentException($"{length} bytes at {offset} do not lie within {buffer.Length}.");
            }
        }

        /// <summary>Reads a frame; a result above the capacity means that it did not fit, a negative one that there was none.</summary>
        private nint Read(byte[] buffer, int offset, int capacity)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            // The kernel cuts a frame that does not fit without a word. One more byte to read into shows it.
            byte overflow;
            Libc.IoVector* vectors = stackalloc Libc.IoVector[2];
            fixed (byte* start = buffer)
            {
                vectors[0] = new Libc.IoVector { Base = start + offset, Length = capacity };
                vectors[1] = new Libc.IoVector { Base = &overflow, Length = 1 };
                return Libc.ReadVector(descriptor, vectors, 2);
            }
        }
    }
}
