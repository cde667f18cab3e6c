using Nano.Emulator;
using Nano.Net.Link;
using Nano.Net.Tcp;
using Nano.Net.Wire;

namespace Nano.Workbench
{
    // What happens, turned into messages.
    internal sealed partial class LabSession
    {
        private readonly Dictionary<(int PortA, int PortB), Conversation> conversations = [];
        private readonly Dictionary<(string Host, int Conversation), string> lastDetails = [];
        private readonly SendReasons?[] reasons = new SendReasons?[2];
        private readonly long[] lastSent = new long[2];
        private readonly long[] lastArrived = new long[2];
        private readonly Dictionary<long, long> ids = [];
        private string phase = "";
        private long happenings;

        /// <summary>Runs a part of a host, so that what comes of it is known to be its doing.</summary>
        /// <param name="what">"poll" for the stack by itself, "application" for what the application does.</param>
        /// <param name="action">The part.</param>
        public T During<T>(string what, Func<T> action)
        {
            string before = phase;
            phase = what;
            try
            {
                return action();
            }
            finally
            {
                phase = before;
            }
        }

        /// <summary>A connection of a host has changed its state.</summary>
        public void OnStateChanged(ILabHost host, int localPort, int remotePort, string from, string to)
        {
            happenings++;
            Conversation conversation = ConversationOf(host, localPort, remotePort);
            int side = SideOf(host);
            if (from == "CLOSED" && to is "SYN-RECEIVED" or "ESTABLISHED" && host.Listeners.Contains(localPort))
            {
                // The stack's block for it is new; the port was in LISTEN.
                from = "LISTEN";
            }

            bool isCalled = phase == "application";
            bool isAnswer = !isCalled && lastArrived[side] != 0;
            Say(new
            {
                k = "state", t = Microseconds, h = host.Name, c = conversation.Number, from, to,
                by = isAnswer ? lastArrived[side] : 0,
                cause = isCalled ? "call" : isAnswer ? "segment" : "timer",
            });
            if (to == "CLOSED")
            {
                lastDetails.Remove((host.Name, conversation.Number));
            }
        }

        /// <summary>A host has done all that it can do at this moment.</summary>
        public void OnSettled(ILabHost host)
        {
            int side = SideOf(host);
            lastArrived[side] = 0;
            ExplainLast(host, side);
            foreach (TcpConnectionDetails details in host.Details())
            {
                if (details.State < TcpState.Established)
                {
                    continue;
                }

                Conversation conversation = ConversationOf(host, details.LocalPort, details.RemotePort);
                string text = Describe(host, conversation, details);
                if (lastDetails.GetValueOrDefault((host.Name, conversation.Number)) != text)
                {
                    lastDetails[(host.Name, conversation.Number)] = text;
                    Say(new RawMessage($"{{\"k\":\"tcb\",\"t\":{Microseconds},{text}}}"));
                }
            }
        }

        private void OnRebooted(ILabHost host)
        {
            reasons[SideOf(host)] = null;
            foreach (Conversation conversation in conversations.Values)
            {
                lastDetails.Remove((host.Name, conversation.Number));
                Say(new { k = "state", t = Microseconds, h = host.Name, c = conversation.Number, from = "", to = "CLOSED", by = 0, cause = "reboot" });
            }
        }

        private void OnSent(WirePort port, WireFrame frame)
        {
            happenings++;
            int side = port == wire.A ? 0 : 1;
            long id = segments.Count + 1;
            ids[frame.Number] = id;
            segments.Add(new LabSegment(id, Microseconds, frame.Bytes.ToArray()));
            if (!ObservedTcp.TryRead(frame.Bytes, false, out ObservedTcp segment))
            {
                Say(new { k = "other", id, t = Microseconds, from = port.Name, text = FrameText.Describe(frame.Bytes, LinkMedium.Ethernet) });
                return;
            }

            // A stack announces its address while it is being made: there is a host only once there is a connection.
            ILabHost host = hosts[side];
            Conversation conversation = ConversationOf(host, segment.SourcePort, segment.DestinationPort);
            NumberLine line = conversation.From(host.Name);
            NumberLine reverse = conversation.To(host.Name);
            bool isStray = isForging && segment.IsReset;
            bool isAgain = !isStray && line.Add(segment);
            string why = isForging ? "forged" : Explain(host, side, segment, isAgain);
            lastSent[side] = id;
            int shift = !segment.IsSyn && line.Scale >= 0 && reverse.Scale >= 0 ? line.Scale : 0;
            Say(new
            {
                k = "seg", id, t = Microseconds, from = host.Name, c = conversation.Number,
                f = segment.Flags, seq = line.Relative(segment.Sequence), ack = segment.IsAck ? reverse.Relative(segment.Acknowledgment) : 0,
                len = segment.DataLength, win = (long)segment.Window << shift, again = isAgain, why, sack = segment.SackLength() > 0,
            });
        }

        private void OnArrived(WirePort port, WireFrame frame)
        {
            happenings++;
            long id = ids.GetValueOrDefault(frame.Number);
            lastArrived[port == wire.A ? 0 : 1] = id;
            Say(new { k = "arr", id, t = Microseconds, copy = frame.IsDuplicate });
        }

        private void OnLost(WireFrame frame, FrameLossReason reason)
        {
            happenings++;
            Say(new { k = "lost", id = ids.GetValueOrDefault(frame.Number), t = Microseconds, why = reason.ToString() });
        }

        private string Explain(ILabHost host, int side, ObservedTcp segment, bool isAgain)
        {
            ExplainLast(host, side);
            if (host is not LabHost own)
            {
                return "simulated";
            }

            SendReasons known = reasons[side] is { } before && before.Belongs(own.Counters) ? before : reasons[side] = new SendReasons(own.Counters);
            return known.Find(segment, isAgain, phase == "application", own.DetailsOf(segment.SourcePort, segment.DestinationPort));
        }

        private void ExplainLast(ILabHost host, int side)
        {
            if (host is LabHost && reasons[side]?.FindAfterwards() is { } why)
            {
                Say(new { k = "why", id = lastSent[side], why });
            }
        }

        private Conversation ConversationOf(ILabHost host, int localPort, int remotePort)
        {
            (int PortA, int PortB) key = host.Name == "A" ? (localPort, remotePort) : (remotePort, localPort);
            if (!conversations.TryGetValue(key, out Conversation? found))
            {
                conversations[key] = found = new Conversation(conversations.Count + 1, key.PortA, key.PortB);
                Say(new { k = "conv", c = found.Number, a = found.PortA, b = found.PortB });
            }

            return found;
        }

        private static string Describe(ILabHost host, Conversation conversation, TcpConnectionDetails d)
        {
            NumberLine line = conversation.From(host.Name);
            NumberLine reverse = conversation.To(host.Name);
            string timer = d.Timer == null ? "" : d.Timer.Value.ToString();
            long threshold = d.SlowStartThreshold == int.MaxValue ? -1 : d.SlowStartThreshold;
            return FormattableString.Invariant(
                $"""
                "h":"{host.Name}","c":{conversation.Number},"una":{line.Relative(d.SendUnacknowledged)},"nxt":{line.Relative(d.SendNext)},"wnd":{d.SendWindow},"queue":{d.SendQueue},"sbuf":{d.SendBuffer},"mss":{d.SegmentSize},"cwnd":{d.CongestionWindow},"ssthresh":{threshold},"srtt":{d.SmoothedRoundTrip},"rto":{d.RetransmissionTimeout},"recovery":"{d.Recovery}","timeouts":{d.Timeouts},"timer":"{timer}","sacked":{Ranges(d.Delivered, line)},"lost":{Ranges(d.Lost, line)},"rnxt":{reverse.Relative(d.ReceiveNext)},"redge":{reverse.Relative(d.ReceiveEdge)},"unread":{d.ReceiveQueue},"rbuf":{d.ReceiveBuffer},"ooo":{Ranges(d.OutOfOrder, reverse)}
                """);
        }

        private static string Ranges((uint From, uint To)[] ranges, NumberLine line) =>
            "[" + string.Join(',', ranges.Select(r => $"[{line.Relative(r.From)},{line.Relative(r.To)}]")) + "]";

        private static int SideOf(ILabHost host) => host.Name == "A" ? 0 : 1;

        private void Say(object message) => messages.Add(message);

        private sealed class WireWatch(LabSession session) : IWireObserver
        {
            public void FrameSent(long microseconds, WirePort port, WireFrame frame) => session.OnSent(port, frame);

            public void FrameDelivered(long microseconds, WirePort port, WireFrame frame) => session.OnArrived(port, frame);

            public void FrameLost(long microseconds, WirePort port, WireFrame frame, FrameLossReason reason) => session.OnLost(frame, reason);
        }
    }
}
