namespace Nano.Net.Drivers
{
    /// <summary>What the native half counts, from its start on. The numbers are known to it.</summary>
    public enum MacCounter
    {
        /// <summary>Received frames for which its ring had no room.</summary>
        ReceiveOverruns = 0,

        /// <summary>Received frames that were longer than the MTU allows or than the buffer they were asked into.</summary>
        OversizedFrames = 1,

        /// <summary>Received frames with a wrong IPv4, ICMP, UDP or TCP checksum, where it verifies them.</summary>
        ChecksumErrors = 2,

        /// <summary>Frames to send that the firmware's driver refused for another reason than being busy.</summary>
        SendErrors = 3,

        /// <summary>Calls refused for a closed session or an argument out of its range.</summary>
        RefusedCalls = 4,
    }
}
