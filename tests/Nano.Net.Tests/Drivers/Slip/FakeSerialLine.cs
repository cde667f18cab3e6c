using Nano.Net.Drivers;

namespace Nano.Net.Tests.Drivers.Slip
{
    /// <summary>A serial line whose far end is the test.</summary>
    internal sealed class FakeSerialLine : ISerialLine
    {
        private readonly List<byte> written = [];
        private byte[] incoming = [];
        private int taken;

        public event SerialDataHandler? DataReceived;

        public bool IsOpen { get; set; } = true;

        public int WriteRoom { get; set; } = 100_000;

        /// <summary>The most that one read gives; a board's port has a piece of a packet more often than the whole.</summary>
        public int MostAtOnce { get; set; } = int.MaxValue;

        /// <summary>Whether what is written is kept; where not, nothing is allocated.</summary>
        public bool KeepsWritten { get; set; } = true;

        /// <summary>Takes what was written since the last call.</summary>
        public byte[] TakeWritten()
        {
            byte[] result = [.. written];
            written.Clear();
            return result;
        }

        /// <summary>Puts bytes where they will be read next.</summary>
        public void Put(params byte[] bytes)
        {
            incoming = [.. incoming[taken..], .. bytes];
            taken = 0;
            DataReceived?.Invoke();
        }

        /// <summary>Puts the same bytes there again.</summary>
        public void Rewind() => taken = 0;

        public int Read(byte[] buffer, int offset, int count)
        {
            count = Math.Min(Math.Min(count, MostAtOnce), incoming.Length - taken);
            Array.Copy(incoming, taken, buffer, offset, count);
            taken += count;
            return count;
        }

        public void Write(byte[] buffer, int offset, int count)
        {
            Assert.True(count <= WriteRoom, "more was written than there was room for");
            if (KeepsWritten)
            {
                written.AddRange(buffer.AsSpan(offset, count));
            }
        }
    }
}
