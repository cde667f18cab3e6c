using System.Buffers.Binary;
using Nano.Net.Tcp;

namespace Nano.Packetdrill
{
    /// <summary>
    /// <c>struct tcp_info</c> (include/uapi/linux/tcp.h) of a connection: what this stack knows, in Linux's units; windows are
    /// told in segments. What it does not know is zero.
    /// </summary>
    internal static class TcpInformation
    {
        private const byte Closed = 7;
        private const byte Listen = 10;

        // tcpi_ca_state.
        private const byte CongestionOpen = 0;
        private const byte CongestionDisorder = 1;
        private const byte CongestionRecovery = 3;
        private const byte CongestionLoss = 4;

        // tcpi_options.
        private const byte Timestamps = 1;
        private const byte SelectiveAcknowledgment = 2;
        private const byte WindowScale = 4;

        private const int Infinite = 0x7FFFFFFF; // TCP_INFINITE_SSTHRESH

        /// <summary>Writes as much of it as there is room for; the rest of the room is zero.</summary>
        internal static byte[] Of(TcpSocket socket, int room)
        {
            byte[] info = new byte[Math.Max(room, 256)];
            TcpConnection? connection = socket.Connection;
            if (connection == null)
            {
                info[0] = socket.IsListening ? Listen : Closed;
                return info[..room];
            }

            TcpSender sender = connection.sender;
            info[0] = State(connection.state);
            info[1] = sender.recovery switch
            {
                LossRecovery.Fast => CongestionRecovery,
                LossRecovery.Timeout => CongestionLoss,
                _ => sender.scoreboard.delivered > 0 ? CongestionDisorder : CongestionOpen,
            };
            info[2] = (byte)sender.timeouts;
            info[4] = (byte)sender.timeouts;
            if (!connection.IsSynchronized)
            {
                return info[..room];
            }

            int segment = sender.segmentSize;
            info[5] = Options(connection);
            info[6] = (byte)(sender.windowShift | (connection.receiver.windowShift << 4));
            Put(8, sender.rtt.timeout * 1000);
            Put(12, connection.tcp.acknowledgmentDelay * 1000);
            Put(16, segment);
            Put(24, Segments((int)(sender.next - sender.unacknowledged)));
            Put(28, Segments(sender.scoreboard.delivered));
            Put(32, Segments(sender.scoreboard.lost));
            Put(60, connection.path == null ? 0 : connection.path.Mtu);
            Put(68, Math.Max(sender.rtt.SmoothedRoundTrip(), 0) * 1000);
            Put(76, sender.congestion.slowStartThreshold == int.MaxValue ? Infinite : Segments(sender.congestion.slowStartThreshold));
            Put(80, sender.congestion.window / segment);
            Put(144, Math.Max(sender.queued - (int)(sender.next - sender.unacknowledged), 0));
            Put(228, sender.window);
            return info[..room];

            int Segments(int bytes) => (bytes + segment - 1) / segment;

            void Put(int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(info.AsSpan(offset), value);
        }

        // TCP_ESTABLISHED = 1 and so on.
        private static byte State(TcpState state) => state switch
        {
            TcpState.Established => 1,
            TcpState.SynSent => 2,
            TcpState.SynReceived => 3,
            TcpState.FinWait1 => 4,
            TcpState.FinWait2 => 5,
            TcpState.TimeWait => 6,
            TcpState.CloseWait => 8,
            TcpState.LastAck => 9,
            TcpState.Listen => Listen,
            TcpState.Closing => 11,
            _ => Closed,
        };

        // A shift count of 0 both ways looks as if windows were not scaled.
        private static byte Options(TcpConnection connection) => (byte)(
            (connection.timestamps ? Timestamps : 0)
            | (connection.selective ? SelectiveAcknowledgment : 0)
            | (connection.sender.windowShift + connection.receiver.windowShift > 0 ? WindowScale : 0));
    }
}
