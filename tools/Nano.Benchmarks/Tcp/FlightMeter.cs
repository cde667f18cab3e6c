using Nano.Emulator;

namespace Nano.Benchmarks
{
    /// <summary>Watches a wire for what its sender has in flight at most, and for how much it sends again.</summary>
    internal sealed class FlightMeter(WirePort sender) : IWireObserver
    {
        private bool begun;
        private uint highest;
        private uint acknowledged;

        /// <summary>The most bytes in flight: sent by the sender, not yet acknowledged as far as it knows.</summary>
        internal int Most { get; private set; }

        /// <summary>Segments with data that were sent.</summary>
        internal int Segments { get; private set; }

        /// <summary>Segments with data that were sent before.</summary>
        internal int Repeated { get; private set; }

        /// <inheritdoc/>
        public void FrameSent(long microseconds, WirePort port, WireFrame frame)
        {
            if (port != sender || !ObservedTcp.TryRead(frame.Bytes, checkSums: false, out ObservedTcp segment) || segment.DataLength == 0)
            {
                return;
            }

            if (!begun)
            {
                begun = true;
                highest = acknowledged = segment.Sequence;
            }

            Segments++;
            uint end = segment.Sequence + (uint)segment.DataLength;
            if ((int)(end - highest) > 0)
            {
                highest = end;
                Most = Math.Max(Most, (int)(highest - acknowledged));
            }
            else
            {
                Repeated++;
            }
        }

        /// <inheritdoc/>
        public void FrameDelivered(long microseconds, WirePort port, WireFrame frame)
        {
            if (begun && port == sender && ObservedTcp.TryRead(frame.Bytes, checkSums: false, out ObservedTcp segment)
                && segment.IsAck && (int)(segment.Acknowledgment - acknowledged) > 0)
            {
                acknowledged = segment.Acknowledgment;
            }
        }

        /// <inheritdoc/>
        public void FrameLost(long microseconds, WirePort port, WireFrame frame, FrameLossReason reason)
        {
            // What is lost stays in flight until it has been sent again.
        }
    }
}
