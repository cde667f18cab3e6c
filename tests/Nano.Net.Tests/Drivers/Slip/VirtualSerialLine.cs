using Nano.Emulator;
using Nano.Net.Drivers;

namespace Nano.Net.Tests.Drivers.Slip
{
    /// <summary>One end of a serial line in virtual time: a byte takes ten bits, and a port tells of bytes by the dozen, as a UART's queue has them.</summary>
    internal sealed class VirtualSerialLine : ISerialLine
    {
        private const int BytesAtOnce = 120;

        private readonly Queue<byte> toSend = new();
        private readonly Queue<byte> received = new();
        private readonly VirtualScheduler scheduler;
        private readonly ScheduledEvent arrival;
        private readonly int capacity;
        private readonly int baudRate;
        private VirtualSerialLine? other;
        private int underWay;

        private VirtualSerialLine(VirtualScheduler scheduler, int baudRate, int capacity)
        {
            this.scheduler = scheduler;
            this.baudRate = baudRate;
            this.capacity = capacity;
            arrival = new ScheduledEvent(Arrive);
        }

        public event SerialDataHandler? DataReceived;

        public bool IsOpen => true;

        public int WriteRoom => capacity - toSend.Count;

        public static (VirtualSerialLine A, VirtualSerialLine B) Pair(VirtualScheduler scheduler, int baudRate, int capacity)
        {
            VirtualSerialLine a = new(scheduler, baudRate, capacity);
            VirtualSerialLine b = new(scheduler, baudRate, capacity) { other = a };
            a.other = b;
            return (a, b);
        }

        public int Read(byte[] buffer, int offset, int count)
        {
            int taken = 0;
            while (taken < count && received.TryDequeue(out byte next))
            {
                buffer[offset + taken++] = next;
            }

            return taken;
        }

        public void Write(byte[] buffer, int offset, int count)
        {
            Assert.True(count <= WriteRoom);
            for (int i = 0; i < count; i++)
            {
                toSend.Enqueue(buffer[offset + i]);
            }

            if (underWay == 0)
            {
                Depart();
            }
        }

        private void Depart()
        {
            underWay = Math.Min(toSend.Count, BytesAtOnce);
            if (underWay > 0)
            {
                scheduler.Schedule(arrival, scheduler.Microseconds + (underWay * 10_000_000L / baudRate));
            }
        }

        private void Arrive()
        {
            for (; underWay > 0; underWay--)
            {
                other!.received.Enqueue(toSend.Dequeue());
            }

            Depart();
            other!.DataReceived?.Invoke();
        }
    }
}
