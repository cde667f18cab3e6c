namespace Nano.Net.Tcp
{
    // Proportional rate reduction (RFC 9937): how much may go for each acknowledgment of a fast recovery. The window shrinks
    // to the slow start threshold during one round trip, without a burst and without a pause.
    internal sealed partial class TcpSender
    {
        // RecoverFS: what was in the network when the loss was seen.
        private int flightAtLoss;

        // prr_delivered: bytes that have arrived since.
        private int deliveredInRecovery;

        // prr_out: bytes that were sent since.
        private int sentInRecovery;

        // RFC 9937 section 6.1. Delivered is what the acknowledgment that told of the loss has brought, cumulatively and
        // selectively; what was selectively acknowledged before does not count as in the network.
        private void BeginRateReduction(int delivered)
        {
            int flight = (int)(next - unacknowledged);
            if (connection.selective)
            {
                flight += delivered - scoreboard.delivered;
            }

            flightAtLoss = flight > segmentSize ? flight : segmentSize;
            deliveredInRecovery = 0;
            sentInRecovery = 0;
            ReduceRate(delivered, false);
        }

        // RFC 9937 section 6.2.
        // delivered: DeliveredData, what this acknowledgment has brought.
        // safe: SafeACK, SND.UNA has advanced and nothing more counts as lost.
        private void ReduceRate(int delivered, bool safe)
        {
            int room = flightAtLoss - deliveredInRecovery;
            if (!connection.selective && delivered > room)
            {
                // Duplicate acknowledgments may be many more than the segments that were in the network.
                delivered = room;
            }

            if (delivered < 0)
            {
                // A full scoreboard has forgotten more than the acknowledgment has told.
                delivered = 0;
            }

            deliveredInRecovery += delivered;
            int target = congestion.slowStartThreshold;
            int pipe = Pipe();
            int allowed;
            if (pipe > target)
            {
                allowed = (int)((((long)deliveredInRecovery * target) + flightAtLoss - 1) / flightAtLoss) - sentInRecovery;
            }
            else
            {
                // PRR-CRB, and PRR-SSRB where recovery makes good progress: up to the target, by what has arrived.
                allowed = deliveredInRecovery - sentInRecovery;
                allowed = allowed > delivered ? allowed : delivered;
                allowed = safe ? allowed + segmentSize : allowed;
                allowed = allowed < target - pipe ? allowed : target - pipe;
            }

            // What is lost goes at once, whatever else is in the network.
            int least = sentInRecovery == 0 ? segmentSize : 0;
            congestion.SetWindow(pipe + (allowed > least ? allowed : least));
        }

        // RFC 6675 section 5: what is outstanding and neither lost nor known to have arrived.
        private int Pipe()
        {
            return (int)(next - unacknowledged) - scoreboard.delivered - scoreboard.lost - departed;
        }
    }
}
