namespace Nano.Net.Drivers
{
    /// <summary>What has gone through a tunnel, and what has not and why.</summary>
    public sealed class VxlanCounters
    {
        /// <summary>Frames received from the peer and handed on.</summary>
        public long FramesReceived;

        /// <summary>Frames sent to the peer.</summary>
        public long FramesSent;

        /// <summary>Datagrams dropped because they came from another address than the peer's.</summary>
        public long ForeignPeer;

        /// <summary>Datagrams of the peer dropped because they were of another network (VNI).</summary>
        public long ForeignNetwork;

        /// <summary>Datagrams of the peer dropped because they named no network: the I flag was not set.</summary>
        public long NoNetwork;

        /// <summary>Datagrams of the peer dropped because they were too short for a VXLAN and an Ethernet header.</summary>
        public long TooShort;

        /// <summary>Datagrams of the peer dropped because the frame in them was longer than the MTU allows.</summary>
        public long TooLong;

        /// <summary>Frames not sent because they were longer than the MTU allows.</summary>
        public long SendTooLong;

        /// <summary>Times that the socket had no room for a frame; it is sent later.</summary>
        public long SendBusy;

        /// <summary>Frames lost because the board's network did not take them: it is down, or has no route to the peer.</summary>
        public long SendFailed;
    }
}
