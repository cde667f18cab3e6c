using Nano.Net.Internet;
using Nano.Net.Link;
using Nano.Net.Tcp;
using Nano.Net.Udp;

namespace Nano.Net.Telemetry
{
    /// <summary>
    /// The names under which what the stack counts is served. nanoFramework has no cheap way to list fields, so that they
    /// are written out here; a test compares them with the counters that there are.
    /// </summary>
    internal static class StackCounterList
    {
        /// <summary>Shows every counter to a visitor.</summary>
        public static void Visit(StackCounters counters, ICounterVisitor visitor)
        {
            VisitLink(counters.Link, visitor);
            VisitInternet(counters.Internet, visitor);
            VisitUdp(counters.Udp, visitor);
            VisitTcp(counters.Tcp, visitor);
        }

        private static void VisitLink(LinkCounters link, ICounterVisitor visitor)
        {
            visitor.Visit("link_frames_received", link.FramesReceived);
            visitor.Visit("link_bytes_received", link.BytesReceived);
            visitor.Visit("link_frames_sent", link.FramesSent);
            visitor.Visit("link_bytes_sent", link.BytesSent);
            visitor.Visit("link_transmit_busy", link.TransmitBusy);
            visitor.Visit("link_link_down", link.LinkDown);
            visitor.Visit("link_runts", link.Runts);
            visitor.Visit("link_not_for_us", link.NotForUs);
            visitor.Visit("link_unknown_ether_type", link.UnknownEtherType);
            visitor.Visit("link_arp_malformed", link.ArpMalformed);
            visitor.Visit("link_arp_ignored", link.ArpIgnored);
            visitor.Visit("link_arp_requests_sent", link.ArpRequestsSent);
            visitor.Visit("link_arp_replies_sent", link.ArpRepliesSent);
            visitor.Visit("link_neighbors_unreachable", link.NeighborsUnreachable);
            visitor.Visit("link_neighbors_evicted", link.NeighborsEvicted);
            visitor.Visit("link_pending_dropped", link.PendingDropped);
            visitor.Visit("link_address_conflicts", link.AddressConflicts);
        }

        private static void VisitInternet(InternetCounters internet, ICounterVisitor visitor)
        {
            visitor.Visit("internet_packets_received", internet.PacketsReceived);
            visitor.Visit("internet_packets_delivered", internet.PacketsDelivered);
            visitor.Visit("internet_packets_sent", internet.PacketsSent);
            visitor.Visit("internet_malformed", internet.Malformed);
            visitor.Visit("internet_bad_checksum", internet.BadChecksum);
            visitor.Visit("internet_not_for_us", internet.NotForUs);
            visitor.Visit("internet_bad_source", internet.BadSource);
            visitor.Visit("internet_source_routed", internet.SourceRouted);
            visitor.Visit("internet_unknown_protocol", internet.UnknownProtocol);
            visitor.Visit("internet_no_route", internet.NoRoute);
            visitor.Visit("internet_no_path", internet.NoPath);
            visitor.Visit("internet_fragments_received", internet.FragmentsReceived);
            visitor.Visit("internet_fragments_dropped", internet.FragmentsDropped);
            visitor.Visit("internet_reassembled", internet.Reassembled);
            visitor.Visit("internet_reassembly_overlaps", internet.ReassemblyOverlaps);
            visitor.Visit("internet_reassembly_too_big", internet.ReassemblyTooBig);
            visitor.Visit("internet_reassembly_timeouts", internet.ReassemblyTimeouts);
            visitor.Visit("internet_reassembly_evicted", internet.ReassemblyEvicted);
            visitor.Visit("internet_datagrams_fragmented", internet.DatagramsFragmented);
            visitor.Visit("internet_icmp_received", internet.IcmpReceived);
            visitor.Visit("internet_icmp_bad_checksum", internet.IcmpBadChecksum);
            visitor.Visit("internet_icmp_malformed", internet.IcmpMalformed);
            visitor.Visit("internet_icmp_ignored", internet.IcmpIgnored);
            visitor.Visit("internet_icmp_echo_replies", internet.IcmpEchoReplies);
            visitor.Visit("internet_icmp_errors_received", internet.IcmpErrorsReceived);
            visitor.Visit("internet_icmp_errors_sent", internet.IcmpErrorsSent);
            visitor.Visit("internet_icmp_errors_suppressed", internet.IcmpErrorsSuppressed);
        }

        private static void VisitUdp(UdpCounters udp, ICounterVisitor visitor)
        {
            visitor.Visit("udp_datagrams_received", udp.DatagramsReceived);
            visitor.Visit("udp_datagrams_queued", udp.DatagramsQueued);
            visitor.Visit("udp_datagrams_sent", udp.DatagramsSent);
            visitor.Visit("udp_malformed", udp.Malformed);
            visitor.Visit("udp_bad_checksum", udp.BadChecksum);
            visitor.Visit("udp_no_port", udp.NoPort);
            visitor.Visit("udp_queue_full", udp.QueueFull);
            visitor.Visit("udp_truncated", udp.Truncated);
            visitor.Visit("udp_errors_received", udp.ErrorsReceived);
        }

        private static void VisitTcp(TcpCounters tcp, ICounterVisitor visitor)
        {
            visitor.Visit("tcp_segments_received", tcp.SegmentsReceived);
            visitor.Visit("tcp_segments_sent", tcp.SegmentsSent);
            visitor.Visit("tcp_bytes_received", tcp.BytesReceived);
            visitor.Visit("tcp_bytes_sent", tcp.BytesSent);
            visitor.Visit("tcp_segments_retransmitted", tcp.SegmentsRetransmitted);
            visitor.Visit("tcp_retransmission_timeouts", tcp.RetransmissionTimeouts);
            visitor.Visit("tcp_fast_retransmits", tcp.FastRetransmits);
            visitor.Visit("tcp_window_probes", tcp.WindowProbes);
            visitor.Visit("tcp_keep_alive_probes", tcp.KeepAliveProbes);
            visitor.Visit("tcp_challenge_acks", tcp.ChallengeAcks);
            visitor.Visit("tcp_challenge_acks_suppressed", tcp.ChallengeAcksSuppressed);
            visitor.Visit("tcp_resets_sent", tcp.ResetsSent);
            visitor.Visit("tcp_resets_received", tcp.ResetsReceived);
            visitor.Visit("tcp_active_opens", tcp.ActiveOpens);
            visitor.Visit("tcp_passive_opens", tcp.PassiveOpens);
            visitor.Visit("tcp_connections_failed", tcp.ConnectionsFailed);
            visitor.Visit("tcp_dropped_bad_checksum", tcp.DroppedBadChecksum);
            visitor.Visit("tcp_dropped_malformed", tcp.DroppedMalformed);
            visitor.Visit("tcp_dropped_broadcast", tcp.DroppedBroadcast);
            visitor.Visit("tcp_dropped_no_listener", tcp.DroppedNoListener);
            visitor.Visit("tcp_dropped_out_of_window", tcp.DroppedOutOfWindow);
            visitor.Visit("tcp_dropped_bad_ack", tcp.DroppedBadAck);
            visitor.Visit("tcp_dropped_no_range", tcp.DroppedNoRange);
            visitor.Visit("tcp_dropped_backlog_full", tcp.DroppedBacklogFull);
            visitor.Visit("tcp_dropped_half_open_full", tcp.DroppedHalfOpenFull);
            visitor.Visit("tcp_dropped_no_connection", tcp.DroppedNoConnection);
            visitor.Visit("tcp_half_open_timeouts", tcp.HalfOpenTimeouts);
            visitor.Visit("tcp_time_wait_evicted", tcp.TimeWaitEvicted);
            visitor.Visit("tcp_device_busy", tcp.DeviceBusy);
        }
    }
}
