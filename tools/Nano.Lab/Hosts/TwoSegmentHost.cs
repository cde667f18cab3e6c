using Nano.Emulator;
using Nano.Net.Tcp;
using Nano.Net.Wire;

namespace Nano.Workbench
{
    /// <summary>
    /// A host that plays the handshake with two segments: it takes a SYN for an open connection, answers and sends its greeting at
    /// once. It is no TCP and no part of the stack. A lesson uses it to show what the third segment is for.
    /// </summary>
    internal sealed class TwoSegmentHost : ILabHost
    {
        private const uint InitialSequence = 9000;
        private const int Window = 8192;
        private static readonly byte[] Greeting = "hello, you are connected"u8.ToArray();

        private readonly LabSession session;
        private readonly WirePort port;
        private readonly VirtualHost host;
        private readonly byte[] buffer = new byte[10_000];
        private readonly HashSet<int> open = [];
        private int listenPort;

        public TwoSegmentHost(LabSession session, string name, WirePort port)
        {
            this.session = session;
            this.port = port;
            Name = name;
            host = session.Network.Add(port, Poll, name);
        }

        /// <inheritdoc/>
        public string Name { get; }

        /// <inheritdoc/>
        public bool IsFrozen
        {
            get => host.IsFrozen;
            set => host.IsFrozen = value;
        }

        /// <inheritdoc/>
        public IEnumerable<int> Listeners => listenPort > 0 ? [listenPort] : [];

        /// <inheritdoc/>
        public IEnumerable<TcpConnectionDetails> Details() => [];

        /// <inheritdoc/>
        public void Do(TimedAction action)
        {
            switch (action.Verb)
            {
                case "listen":
                    listenPort = (int)action.Number(1, 1, 65_535, 80);
                    break;
                case "reboot":
                    open.Clear();
                    break;
            }
        }

        private int Poll(long now)
        {
            while (port.Receive(buffer, 0, buffer.Length) is > 0 and int length)
            {
                ReadOnlySpan<byte> frame = buffer.AsSpan(0, length);
                if (ObservedTcp.TryRead(frame, true, out ObservedTcp segment))
                {
                    OnSegment(segment, frame[EthernetFrame.SourceOffset..][..EthernetFrame.AddressLength].ToArray());
                }
                else if (ArpReply.For(frame, port.HardwareAddress, session.AddressOf(this)) is { } reply)
                {
                    port.Send(reply, 0, reply.Length);
                }
            }

            session.OnSettled(this);
            return int.MaxValue;
        }

        private void OnSegment(ObservedTcp segment, byte[] hardware)
        {
            if (segment.DestinationPort != listenPort)
            {
                return;
            }

            if (segment.IsReset && open.Remove(segment.SourcePort))
            {
                session.OnStateChanged(this, listenPort, segment.SourcePort, "ESTABLISHED", "CLOSED");
            }
            else if (segment.IsSyn)
            {
                open.Add(segment.SourcePort);
                session.OnStateChanged(this, listenPort, segment.SourcePort, "LISTEN", "ESTABLISHED");
                Send(segment, hardware, InitialSequence, segment.Sequence + 1, TcpFlags.Syn | TcpFlags.Ack, []);
                Send(segment, hardware, InitialSequence + 1, segment.Sequence + 1, TcpFlags.Psh | TcpFlags.Ack, Greeting);
            }
        }

        private void Send(ObservedTcp to, byte[] hardware, uint sequence, uint acknowledgment, int flags, byte[] data)
        {
            byte[] frame = FrameMaker.Segment(
                hardware, port.HardwareAddress, (uint)to.Destination, (uint)to.Source, to.DestinationPort, to.SourcePort, sequence, acknowledgment, flags, Window, data);
            port.Send(frame, 0, frame.Length);
        }
    }
}
