using System.Runtime.InteropServices;
using Nano.Net;

namespace Nano.Emulator
{
    /// <summary>The kernel's end of a TAP device: looks at its settings, and changes those that are not as they should be.</summary>
    /// <remarks>What is right already is left alone, so that an interface which root has set up serves a program without privileges.</remarks>
    internal readonly struct KernelInterface : IDisposable
    {
        private const nuint GetFlags = 0x8913;
        private const nuint SetFlags = 0x8914;
        private const nuint GetAddress = 0x8915;
        private const nuint SetAddress = 0x8916;
        private const nuint GetMask = 0x891B;
        private const nuint SetMask = 0x891C;
        private const nuint GetMtu = 0x8921;
        private const nuint SetMtu = 0x8922;
        private const nuint GetHardwareAddress = 0x8927;
        private const nuint GetIndex = 0x8933;
        private const short Up = 1;
        private const int Ipv6AddressLength = 16;

        private readonly string name;
        private readonly int socket;

        public KernelInterface(string name)
        {
            this.name = name;
            socket = Libc.Socket(Libc.InternetFamily, Libc.DatagramSocket, 0);
            if (socket < 0)
            {
                throw TapException.FromLastError("no socket to set up the interface with");
            }
        }

        public byte[] HardwareAddress
        {
            get
            {
                var request = new InterfaceRequest(name);
                Apply(GetHardwareAddress, ref request, "read the hardware address", "");
                return request.HardwareAddress;
            }
        }

        public bool IsUp
        {
            get
            {
                var request = new InterfaceRequest(name);
                return Try(GetFlags, ref request) && (request.Flags & Up) != 0;
            }
        }

        public void EnsureMtu(int mtu)
        {
            var request = new InterfaceRequest(name);
            if (!Try(GetMtu, ref request) || request.Mtu != mtu)
            {
                request.Mtu = mtu;
                Apply(SetMtu, ref request, $"set its MTU to {mtu}", $"ip link set {name} mtu {mtu}");
            }
        }

        public void EnsureAddress(IPAddress address, int prefixLength)
        {
            string what = $"give it the address {address}/{prefixLength}";
            string remedy = $"ip addr add {address}/{prefixLength} dev {name}";
            if (address.GetAddressBytes() is { Length: Ipv6AddressLength } bytes)
            {
                EnsureIpv6Address(bytes, prefixLength, what, remedy);
                return;
            }

            IPAddress mask = MaskOf(prefixLength);
            var request = new InterfaceRequest(name);
            if (!Try(GetAddress, ref request) || request.Address != address)
            {
                request.Address = address;
                Apply(SetAddress, ref request, what, remedy);
            }

            if (!Try(GetMask, ref request) || request.Address != mask)
            {
                request.Address = mask;
                Apply(SetMask, ref request, what, remedy);
            }
        }

        public void EnsureUp()
        {
            var request = new InterfaceRequest(name);
            Apply(GetFlags, ref request, "read its flags", "");
            if ((request.Flags & Up) == 0)
            {
                request.Flags |= Up;
                Apply(SetFlags, ref request, "bring it up", $"ip link set {name} up");
            }
        }

        public void Dispose() => _ = Libc.Close(socket);

        private static IPAddress MaskOf(int prefixLength)
        {
            uint mask = prefixLength == 0 ? 0 : uint.MaxValue << (32 - prefixLength);
            return new IPAddress([(byte)(mask >> 24), (byte)(mask >> 16), (byte)(mask >> 8), (byte)mask]);
        }

        // IPv6 has ioctls of its own, for struct in6_ifreq: address, prefix length, number of the interface. An interface may have many addresses.
        private unsafe void EnsureIpv6Address(byte[] address, int prefixLength, string what, string remedy)
        {
            var request = new InterfaceRequest(name);
            Apply(GetIndex, ref request, "read its number", "");
            byte* ipv6Request = stackalloc byte[Ipv6AddressLength + 8];
            address.CopyTo(new Span<byte>(ipv6Request, Ipv6AddressLength));
            *(int*)(ipv6Request + Ipv6AddressLength) = prefixLength;
            *(int*)(ipv6Request + Ipv6AddressLength + 4) = request.Mtu;
            int ipv6 = Libc.Socket(Libc.InternetFamily6, Libc.DatagramSocket, 0);
            if (ipv6 < 0)
            {
                throw TapException.FromLastError($"cannot {what}", $"interface {name}", "no IPv6 in this kernel");
            }

            bool done = Libc.Control(ipv6, SetAddress, ipv6Request) == 0 || Marshal.GetLastPInvokeError() == Libc.Exists;
            TapException? failure = done ? null : TapException.FromLastError($"cannot {what}", $"interface {name}", remedy);
            _ = Libc.Close(ipv6);
            if (failure != null)
            {
                throw failure;
            }
        }

        private bool Try(nuint code, ref InterfaceRequest request) => Libc.Control(socket, code, ref request) == 0;

        private void Apply(nuint code, ref InterfaceRequest request, string what, string remedy)
        {
            if (!Try(code, ref request))
            {
                throw TapException.FromLastError($"cannot {what}", $"interface {name}", remedy);
            }
        }
    }
}
