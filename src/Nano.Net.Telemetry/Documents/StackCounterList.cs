using System;
using Nano.Net.Internet;
using Nano.Net.Internet.V4;

namespace Nano.Net.Telemetry
{
    /// <summary>
    /// The names under which what the stack counts is served. nanoFramework has no cheap way to list fields, so that they
    /// are written out here; a test compares them with the counters that there are.
    /// </summary>
    internal static class StackCounterList
    {
        /// <summary>How many there are.</summary>
        public const int Count = 107;

        private static readonly IgmpCounters NoIgmp = new IgmpCounters();

        /// <summary>A counter.</summary>
        /// <param name="counters">What the stack has counted.</param>
        /// <param name="index">0 to <see cref="Count"/> - 1.</param>
        /// <param name="name">Layer and name, in lower case with underscores: tcp_segments_received.</param>
        /// <returns>The count.</returns>
        public static long Get(StackCounters counters, int index, out string name)
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
                case 18: name = "internet_packets_received"; return counters.Internet.PacketsReceived;
                case 19: name = "internet_packets_delivered"; return counters.Internet.PacketsDelivered;
                case 20: name = "internet_packets_sent"; return counters.Internet.PacketsSent;
                case 21: name = "internet_malformed"; return counters.Internet.Malformed;
                case 22: name = "internet_bad_checksum"; return counters.Internet.BadChecksum;
                case 23: name = "internet_not_for_this_host"; return counters.Internet.NotForThisHost;
                case 24: name = "internet_bad_source"; return counters.Internet.BadSource;
                case 25: name = "internet_source_routed"; return counters.Internet.SourceRouted;
                case 26: name = "internet_unknown_protocol"; return counters.Internet.UnknownProtocol;
                case 27: name = "internet_no_route"; return counters.Internet.NoRoute;
                case 28: name = "internet_no_path"; return counters.Internet.NoPath;
                case 29: name = "internet_fragments_received"; return counters.Internet.FragmentsReceived;
                case 30: name = "internet_fragments_dropped"; return counters.Internet.FragmentsDropped;
                case 31: name = "internet_reassembled"; return counters.Internet.Reassembled;
                case 32: name = "internet_reassembly_overlaps"; return counters.Internet.ReassemblyOverlaps;
                case 33: name = "internet_reassembly_too_big"; return counters.Internet.ReassemblyTooBig;
                case 34: name = "internet_reassembly_timeouts"; return counters.Internet.ReassemblyTimeouts;
                case 35: name = "internet_reassembly_evicted"; return counters.Internet.ReassemblyEvicted;
                case 36: name = "internet_datagrams_fragmented"; return counters.Internet.DatagramsFragmented;
                case 37: name = "internet_icmp_received"; return counters.Internet.IcmpReceived;
                case 38: name = "internet_icmp_bad_checksum"; return counters.Internet.IcmpBadChecksum;
                case 39: name = "internet_icmp_malformed"; return counters.Internet.IcmpMalformed;
                case 40: name = "internet_icmp_ignored"; return counters.Internet.IcmpIgnored;
                case 41: name = "internet_icmp_echo_replies"; return counters.Internet.IcmpEchoReplies;
                case 42: name = "internet_icmp_errors_received"; return counters.Internet.IcmpErrorsReceived;
                case 43: name = "internet_icmp_errors_sent"; return counters.Internet.IcmpErrorsSent;
                case 44: name = "internet_icmp_errors_suppressed"; return counters.Internet.IcmpErrorsSuppressed;
                case 45: name = "igmp_queries_received"; return igmp.QueriesReceived;
                case 46: name = "igmp_reports_received"; return igmp.ReportsReceived;
                case 47: name = "igmp_malformed"; return igmp.Malformed;
                case 48: name = "igmp_bad_checksum"; return igmp.BadChecksum;
                case 49: name = "igmp_ignored"; return igmp.Ignored;
                case 50: name = "igmp_reports_sent"; return igmp.ReportsSent;
                case 51: name = "igmp_reports_suppressed"; return igmp.ReportsSuppressed;
                case 52: name = "igmp_leaves_sent"; return igmp.LeavesSent;
                case 53: name = "igmp_table_full"; return igmp.TableFull;
                case 54: name = "udp_datagrams_received"; return counters.Udp.DatagramsReceived;
                case 55: name = "udp_datagrams_queued"; return counters.Udp.DatagramsQueued;
                case 56: name = "udp_datagrams_sent"; return counters.Udp.DatagramsSent;
                case 57: name = "udp_malformed"; return counters.Udp.Malformed;
                case 58: name = "udp_bad_checksum"; return counters.Udp.BadChecksum;
                case 59: name = "udp_no_port"; return counters.Udp.NoPort;
                case 60: name = "udp_queue_full"; return counters.Udp.QueueFull;
                case 61: name = "udp_truncated"; return counters.Udp.Truncated;
                case 62: name = "udp_errors_received"; return counters.Udp.ErrorsReceived;
                case 63: name = "tcp_segments_received"; return counters.Tcp.SegmentsReceived;
                case 64: name = "tcp_segments_sent"; return counters.Tcp.SegmentsSent;
                case 65: name = "tcp_bytes_received"; return counters.Tcp.BytesReceived;
                case 66: name = "tcp_bytes_sent"; return counters.Tcp.BytesSent;
                case 67: name = "tcp_segments_retransmitted"; return counters.Tcp.SegmentsRetransmitted;
                case 68: name = "tcp_retransmission_timeouts"; return counters.Tcp.RetransmissionTimeouts;
                case 69: name = "tcp_fast_retransmits"; return counters.Tcp.FastRetransmits;
                case 70: name = "tcp_tail_loss_probes"; return counters.Tcp.TailLossProbes;
                case 71: name = "tcp_spurious_recoveries"; return counters.Tcp.SpuriousRecoveries;
                case 72: name = "tcp_duplicates_reported"; return counters.Tcp.DuplicatesReported;
                case 73: name = "tcp_scoreboard_overflows"; return counters.Tcp.ScoreboardOverflows;
                case 74: name = "tcp_window_probes"; return counters.Tcp.WindowProbes;
                case 75: name = "tcp_keep_alive_probes"; return counters.Tcp.KeepAliveProbes;
                case 76: name = "tcp_challenge_acks"; return counters.Tcp.ChallengeAcks;
                case 77: name = "tcp_challenge_acks_suppressed"; return counters.Tcp.ChallengeAcksSuppressed;
                case 78: name = "tcp_resets_sent"; return counters.Tcp.ResetsSent;
                case 79: name = "tcp_resets_received"; return counters.Tcp.ResetsReceived;
                case 80: name = "tcp_active_opens"; return counters.Tcp.ActiveOpens;
                case 81: name = "tcp_passive_opens"; return counters.Tcp.PassiveOpens;
                case 82: name = "tcp_connections_failed"; return counters.Tcp.ConnectionsFailed;
                case 83: name = "tcp_dropped_bad_checksum"; return counters.Tcp.DroppedBadChecksum;
                case 84: name = "tcp_dropped_malformed"; return counters.Tcp.DroppedMalformed;
                case 85: name = "tcp_dropped_broadcast"; return counters.Tcp.DroppedBroadcast;
                case 86: name = "tcp_dropped_no_listener"; return counters.Tcp.DroppedNoListener;
                case 87: name = "tcp_dropped_stray"; return counters.Tcp.DroppedStray;
                case 88: name = "tcp_dropped_out_of_window"; return counters.Tcp.DroppedOutOfWindow;
                case 89: name = "tcp_dropped_bad_ack"; return counters.Tcp.DroppedBadAck;
                case 90: name = "tcp_dropped_old_timestamp"; return counters.Tcp.DroppedOldTimestamp;
                case 91: name = "tcp_dropped_no_range"; return counters.Tcp.DroppedNoRange;
                case 92: name = "tcp_dropped_backlog_full"; return counters.Tcp.DroppedBacklogFull;
                case 93: name = "tcp_dropped_half_open_full"; return counters.Tcp.DroppedHalfOpenFull;
                case 94: name = "tcp_dropped_no_connection"; return counters.Tcp.DroppedNoConnection;
                case 95: name = "tcp_half_open_timeouts"; return counters.Tcp.HalfOpenTimeouts;
                case 96: name = "tcp_time_wait_evicted"; return counters.Tcp.TimeWaitEvicted;
                case 97: name = "tcp_orphans_evicted"; return counters.Tcp.OrphansEvicted;
                case 98: name = "tcp_device_busy"; return counters.Tcp.DeviceBusy;
                case 99: name = "tcp_syn_cookies_sent"; return counters.Tcp.SynCookiesSent;
                case 100: name = "tcp_syn_cookies_accepted"; return counters.Tcp.SynCookiesAccepted;
                case 101: name = "tcp_syn_cookies_rejected"; return counters.Tcp.SynCookiesRejected;
                case 102: name = "tcp_path_mtu_black_holes"; return counters.Tcp.PathMtuBlackHoles;
                case 103: name = "tcp_congestion_experienced"; return counters.Tcp.CongestionExperienced;
                case 104: name = "tcp_congestion_echoes"; return counters.Tcp.CongestionEchoes;
                case 105: name = "udp_too_long"; return counters.Udp.TooLong;
                case 106: name = "faults"; return counters.Faults;
                default: throw new ArgumentOutOfRangeException("index");
            }
        }
    }
}
