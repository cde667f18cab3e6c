using System;
using Nano.Net.Internet;
using Nano.Net.Internet.V4;

namespace Nano.Net.Telemetry
{
    /// <summary>
    /// The names under which what the stack counts is served. nanoFramework has no cheap way to list fields, so that they
    /// are written out here; a test compares them with the counters that there are. IPv6's come last, where there is IPv6.
    /// </summary>
    internal static class StackCounterList
    {
        private const int InternetCount = 27;
        private const int OtherCount = 80;
        private const int DiscoveryCount = 15;

        private static readonly IgmpCounters NoIgmp = new IgmpCounters();

        /// <summary>How many there are.</summary>
        public static int CountOf(StackCounters counters)
        {
            return OtherCount + InternetCount + (counters.IPv6 == null ? 0 : InternetCount + DiscoveryCount);
        }

        /// <summary>A counter. Its name is <paramref name="layer"/> with <paramref name="name"/> behind it: internet_packets_sent.</summary>
        /// <param name="counters">What the stack has counted.</param>
        /// <param name="index">0 to <see cref="CountOf"/> - 1.</param>
        /// <param name="layer">Where the name begins, with the underscore that follows; empty where all of it is in the other part.</param>
        /// <param name="name">The rest of the name, in lower case with underscores.</param>
        /// <returns>The count.</returns>
        public static long Get(StackCounters counters, int index, out string layer, out string name)
        {
            if (index < OtherCount)
            {
                layer = "";
                return GetOther(counters, index, out name);
            }

            index -= OtherCount;
            if (index < InternetCount)
            {
                layer = "internet_";
                return GetInternet(counters.Internet, index, out name);
            }

            index -= InternetCount;
            if (index < InternetCount)
            {
                layer = "ipv6_";
                return GetInternet(counters.IPv6, index, out name);
            }

            layer = "ipv6_discovery_";
            return counters.GetDiscovery(index - InternetCount, out name);
        }

        // Those of either version of the Internet Protocol.
        private static long GetInternet(InternetCounters counters, int index, out string name)
        {
            switch (index)
            {
                case 0: name = "packets_received"; return counters.PacketsReceived;
                case 1: name = "packets_delivered"; return counters.PacketsDelivered;
                case 2: name = "packets_sent"; return counters.PacketsSent;
                case 3: name = "malformed"; return counters.Malformed;
                case 4: name = "bad_checksum"; return counters.BadChecksum;
                case 5: name = "not_for_this_host"; return counters.NotForThisHost;
                case 6: name = "bad_source"; return counters.BadSource;
                case 7: name = "source_routed"; return counters.SourceRouted;
                case 8: name = "unknown_protocol"; return counters.UnknownProtocol;
                case 9: name = "no_route"; return counters.NoRoute;
                case 10: name = "no_path"; return counters.NoPath;
                case 11: name = "fragments_received"; return counters.FragmentsReceived;
                case 12: name = "fragments_dropped"; return counters.FragmentsDropped;
                case 13: name = "reassembled"; return counters.Reassembled;
                case 14: name = "reassembly_overlaps"; return counters.ReassemblyOverlaps;
                case 15: name = "reassembly_too_big"; return counters.ReassemblyTooBig;
                case 16: name = "reassembly_timeouts"; return counters.ReassemblyTimeouts;
                case 17: name = "reassembly_evicted"; return counters.ReassemblyEvicted;
                case 18: name = "datagrams_fragmented"; return counters.DatagramsFragmented;
                case 19: name = "icmp_received"; return counters.IcmpReceived;
                case 20: name = "icmp_bad_checksum"; return counters.IcmpBadChecksum;
                case 21: name = "icmp_malformed"; return counters.IcmpMalformed;
                case 22: name = "icmp_ignored"; return counters.IcmpIgnored;
                case 23: name = "icmp_echo_replies"; return counters.IcmpEchoReplies;
                case 24: name = "icmp_errors_received"; return counters.IcmpErrorsReceived;
                case 25: name = "icmp_errors_sent"; return counters.IcmpErrorsSent;
                case 26: name = "icmp_errors_suppressed"; return counters.IcmpErrorsSuppressed;
                default: throw new ArgumentOutOfRangeException("index");
            }
        }

        private static long GetOther(StackCounters counters, int index, out string name)
        {
            // A stack without multicast groups has none of these, and has counted nothing.
            IgmpCounters igmp = counters.Igmp == null ? NoIgmp : counters.Igmp;
            switch (index)
            {
                case 0: name = "link_frames_received"; return counters.Link.FramesReceived;
                case 1: name = "link_bytes_received"; return counters.Link.BytesReceived;
                case 2: name = "link_frames_sent"; return counters.Link.FramesSent;
                case 3: name = "link_bytes_sent"; return counters.Link.BytesSent;
                case 4: name = "link_transmit_busy"; return counters.Link.TransmitBusy;
                case 5: name = "link_link_down"; return counters.Link.LinkDown;
                case 6: name = "link_runts"; return counters.Link.Runts;
                case 7: name = "link_not_for_this_host"; return counters.Link.NotForThisHost;
                case 8: name = "link_unknown_ether_type"; return counters.Link.UnknownEtherType;
                case 9: name = "link_arp_malformed"; return counters.Link.ArpMalformed;
                case 10: name = "link_arp_ignored"; return counters.Link.ArpIgnored;
                case 11: name = "link_arp_requests_sent"; return counters.Link.ArpRequestsSent;
                case 12: name = "link_arp_replies_sent"; return counters.Link.ArpRepliesSent;
                case 13: name = "link_neighbors_unreachable"; return counters.Link.NeighborsUnreachable;
                case 14: name = "link_neighbors_evicted"; return counters.Link.NeighborsEvicted;
                case 15: name = "link_neighbors_contested"; return counters.Link.NeighborsContested;
                case 16: name = "link_pending_dropped"; return counters.Link.PendingDropped;
                case 17: name = "link_address_conflicts"; return counters.Link.AddressConflicts;
                case 18: name = "igmp_queries_received"; return igmp.QueriesReceived;
                case 19: name = "igmp_reports_received"; return igmp.ReportsReceived;
                case 20: name = "igmp_malformed"; return igmp.Malformed;
                case 21: name = "igmp_bad_checksum"; return igmp.BadChecksum;
                case 22: name = "igmp_ignored"; return igmp.Ignored;
                case 23: name = "igmp_reports_sent"; return igmp.ReportsSent;
                case 24: name = "igmp_reports_suppressed"; return igmp.ReportsSuppressed;
                case 25: name = "igmp_leaves_sent"; return igmp.LeavesSent;
                case 26: name = "igmp_table_full"; return igmp.TableFull;
                case 27: name = "udp_datagrams_received"; return counters.Udp.DatagramsReceived;
                case 28: name = "udp_datagrams_queued"; return counters.Udp.DatagramsQueued;
                case 29: name = "udp_datagrams_sent"; return counters.Udp.DatagramsSent;
                case 30: name = "udp_malformed"; return counters.Udp.Malformed;
                case 31: name = "udp_bad_checksum"; return counters.Udp.BadChecksum;
                case 32: name = "udp_no_port"; return counters.Udp.NoPort;
                case 33: name = "udp_queue_full"; return counters.Udp.QueueFull;
                case 34: name = "udp_truncated"; return counters.Udp.Truncated;
                case 35: name = "udp_errors_received"; return counters.Udp.ErrorsReceived;
                case 36: name = "tcp_segments_received"; return counters.Tcp.SegmentsReceived;
                case 37: name = "tcp_segments_sent"; return counters.Tcp.SegmentsSent;
                case 38: name = "tcp_bytes_received"; return counters.Tcp.BytesReceived;
                case 39: name = "tcp_bytes_sent"; return counters.Tcp.BytesSent;
                case 40: name = "tcp_segments_retransmitted"; return counters.Tcp.SegmentsRetransmitted;
                case 41: name = "tcp_retransmission_timeouts"; return counters.Tcp.RetransmissionTimeouts;
                case 42: name = "tcp_fast_retransmits"; return counters.Tcp.FastRetransmits;
                case 43: name = "tcp_tail_loss_probes"; return counters.Tcp.TailLossProbes;
                case 44: name = "tcp_spurious_recoveries"; return counters.Tcp.SpuriousRecoveries;
                case 45: name = "tcp_duplicates_reported"; return counters.Tcp.DuplicatesReported;
                case 46: name = "tcp_scoreboard_overflows"; return counters.Tcp.ScoreboardOverflows;
                case 47: name = "tcp_window_probes"; return counters.Tcp.WindowProbes;
                case 48: name = "tcp_keep_alive_probes"; return counters.Tcp.KeepAliveProbes;
                case 49: name = "tcp_challenge_acks"; return counters.Tcp.ChallengeAcks;
                case 50: name = "tcp_challenge_acks_suppressed"; return counters.Tcp.ChallengeAcksSuppressed;
                case 51: name = "tcp_resets_sent"; return counters.Tcp.ResetsSent;
                case 52: name = "tcp_resets_received"; return counters.Tcp.ResetsReceived;
                case 53: name = "tcp_active_opens"; return counters.Tcp.ActiveOpens;
                case 54: name = "tcp_passive_opens"; return counters.Tcp.PassiveOpens;
                case 55: name = "tcp_connections_failed"; return counters.Tcp.ConnectionsFailed;
                case 56: name = "tcp_dropped_bad_checksum"; return counters.Tcp.DroppedBadChecksum;
                case 57: name = "tcp_dropped_malformed"; return counters.Tcp.DroppedMalformed;
                case 58: name = "tcp_dropped_broadcast"; return counters.Tcp.DroppedBroadcast;
                case 59: name = "tcp_dropped_no_listener"; return counters.Tcp.DroppedNoListener;
                case 60: name = "tcp_dropped_stray"; return counters.Tcp.DroppedStray;
                case 61: name = "tcp_dropped_out_of_window"; return counters.Tcp.DroppedOutOfWindow;
                case 62: name = "tcp_dropped_bad_ack"; return counters.Tcp.DroppedBadAck;
                case 63: name = "tcp_dropped_old_timestamp"; return counters.Tcp.DroppedOldTimestamp;
                case 64: name = "tcp_dropped_no_range"; return counters.Tcp.DroppedNoRange;
                case 65: name = "tcp_dropped_backlog_full"; return counters.Tcp.DroppedBacklogFull;
                case 66: name = "tcp_dropped_half_open_full"; return counters.Tcp.DroppedHalfOpenFull;
                case 67: name = "tcp_dropped_no_connection"; return counters.Tcp.DroppedNoConnection;
                case 68: name = "tcp_half_open_given_up"; return counters.Tcp.HalfOpenGivenUp;
                case 69: name = "tcp_time_wait_evicted"; return counters.Tcp.TimeWaitEvicted;
                case 70: name = "tcp_orphans_evicted"; return counters.Tcp.OrphansEvicted;
                case 71: name = "tcp_device_busy"; return counters.Tcp.DeviceBusy;
                case 72: name = "tcp_syn_cookies_sent"; return counters.Tcp.SynCookiesSent;
                case 73: name = "tcp_syn_cookies_accepted"; return counters.Tcp.SynCookiesAccepted;
                case 74: name = "tcp_syn_cookies_rejected"; return counters.Tcp.SynCookiesRejected;
                case 75: name = "tcp_path_mtu_black_holes"; return counters.Tcp.PathMtuBlackHoles;
                case 76: name = "tcp_congestion_experienced"; return counters.Tcp.CongestionExperienced;
                case 77: name = "tcp_congestion_echoes"; return counters.Tcp.CongestionEchoes;
                case 78: name = "udp_too_long"; return counters.Udp.TooLong;
                case 79: name = "faults"; return counters.Faults;
                default: throw new ArgumentOutOfRangeException("index");
            }
        }
    }
}
