using System.Runtime.CompilerServices;
using System.Text;
using Nano.Net;

namespace Nano.Emulator
{
    /// <summary>struct ifreq: the name of a network interface, and one thing about it.</summary>
    [InlineArray(Size)]
    internal struct InterfaceRequest
    {
        /// <summary>Bytes of the name, the final zero included.</summary>
        public const int NameSize = 16;

        private const int Size = 40;

        private byte first;

        public InterfaceRequest(string name)
        {
            this = default;
            Encoding.ASCII.GetBytes(name, this[..NameSize]);
        }

        public readonly string Name
        {
            get
            {
                ReadOnlySpan<byte> name = this[..NameSize];
                return Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]);
            }
        }

        public short Flags
        {
            readonly get => BitConverter.ToInt16(this[NameSize..]);
            set => BitConverter.TryWriteBytes(this[NameSize..], value);
        }

        public int Mtu
        {
            readonly get => BitConverter.ToInt32(this[NameSize..]);
            set => BitConverter.TryWriteBytes(this[NameSize..], value);
        }

        /// <summary>A struct sockaddr_in: family, port, address.</summary>
        public IPAddress Address
        {
            readonly get => new(this[(NameSize + 4)..(NameSize + 8)].ToArray());
            set
            {
                BitConverter.TryWriteBytes(this[NameSize..], (short)Libc.InternetFamily);
                value.GetAddressBytes().CopyTo(this[(NameSize + 4)..]);
            }
        }

        /// <summary>A struct sockaddr: family, hardware address.</summary>
        public readonly byte[] HardwareAddress => this[(NameSize + 2)..(NameSize + 8)].ToArray();
    }
}
