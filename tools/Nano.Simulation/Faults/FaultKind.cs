namespace Nano.Simulation
{
    /// <summary>What goes wrong.</summary>
    internal enum FaultKind
    {
        /// <summary>Frames are lost at random.</summary>
        Loss,

        /// <summary>Frames are lost in bursts.</summary>
        Bursts,

        /// <summary>Frames overtake each other.</summary>
        Reordering,

        /// <summary>Frames arrive twice.</summary>
        Duplication,

        /// <summary>Bits are flipped.</summary>
        Corruption,

        /// <summary>Nothing passes, and nobody is told.</summary>
        Partition,

        /// <summary>The cable is pulled, which the device sees.</summary>
        Unplugged,

        /// <summary>One direction is slow.</summary>
        Asymmetry,

        /// <summary>The path carries smaller packets, and a router says so.</summary>
        SmallerMtu,

        /// <summary>The same, but no router says so.</summary>
        BlackHole,

        /// <summary>The host stands still.</summary>
        Freeze,

        /// <summary>The host's clock leaps forward.</summary>
        ClockJump,

        /// <summary>The device takes no frames now and then.</summary>
        FullBuffers,

        /// <summary>The host loses its power, and begins anew.</summary>
        Restart,

        /// <summary>Somebody forges segments that must change nothing: outside the window, or not where they would have to be in it.</summary>
        Forgery,

        /// <summary>Bits of TCP options are flipped, and the checksum set right.</summary>
        OptionDamage,

        /// <summary>Somebody sends SYNs from addresses that are not his.</summary>
        SynFlood,

        /// <summary>A router marks packets instead of dropping them (RFC 3168).</summary>
        Marking,

        /// <summary>The cable is pulled and plugged in again, several times.</summary>
        LinkFlap,

        /// <summary>The cable is moved: of a host with a DHCP lease into another network, of any other one to another port.</summary>
        MovedCable,

        /// <summary>The host is not heard of for longer than others remember its hardware address.</summary>
        DeadNeighbor,

        /// <summary>The host has another hardware address, and tells nobody.</summary>
        NewHardwareAddress,

        /// <summary>An application takes all connections, paths and UDP sockets.</summary>
        FullPools,

        /// <summary>The driver throws exceptions, and so do observers and a callback.</summary>
        ThrowingDriver,
    }
}
