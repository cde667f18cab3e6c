using Nano.Net.Drivers;

namespace Nano.Net.Tests.Drivers.Tunnel
{
    /// <summary>A datagram socket whose far end is the test.</summary>
    internal sealed class FakeDatagramSocket : IDatagramSocket
    {
        private readonly List<(byte[] Datagram, bool FromPeer)> waiting = [];
        private int next;

        public event DatagramHandler? DatagramAvailable;

        public bool IsOpen { get; set; } = true;

        public bool IsFromPeer { get; private set; }

        /// <summary>What becomes of what is sent.</summary>
        public DatagramResult Result { get; set; }

        /// <summary>What was sent; null keeps nothing, and so allocates nothing.</summary>
        public List<byte[]>? Sent { get; set; } = [];

        public void Put(byte[] datagram, bool fromPeer = true)
        {
            waiting.Add((datagram, fromPeer));
            DatagramAvailable?.Invoke();
        }

        /// <summary>Lets everything come in again.</summary>
        public void Rewind() => next = 0;

        public int Receive(byte[] buffer, int offset, int capacity)
        {
            if (next == waiting.Count)
            {
                return -1;
            }

            byte[] datagram = waiting[next].Datagram;
            IsFromPeer = waiting[next].FromPeer;
            next++;
            int length = Math.Min(capacity, datagram.Length);
            Array.Copy(datagram, 0, buffer, offset, length);
            return length;
        }

        public DatagramResult Send(byte[] buffer, int offset, int length)
        {
            Sent?.Add(buffer[offset..(offset + length)]);
            return Result;
        }
    }
}
