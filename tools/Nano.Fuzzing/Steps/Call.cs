namespace Nano.Fuzzing
{
    /// <summary>What an application, or the device under the stack, can do.</summary>
    internal enum Call
    {
        Read,
        Write,
        ShutdownSend,
        ShutdownReceive,
        Close,
        Abort,
        Accept,
        Connect,
        KeepAlive,
        NoDelay,
        UdpSend,
        UdpReceive,

        /// <summary>The device takes no frame; with an amount of 0, it does again.</summary>
        Busy,

        /// <summary>The cable is pulled; with an amount of 0, it is back.</summary>
        LinkDown,

        /// <summary>The name of an amount is asked for.</summary>
        Resolve,
    }
}
