namespace Nano.Simulation
{
    /// <summary>What two applications do with a connection.</summary>
    internal enum ConversationKind
    {
        /// <summary>The server sends back what it receives.</summary>
        Echo,

        /// <summary>Both send at once, as fast as they can.</summary>
        Bulk,

        /// <summary>The client asks, the server answers, and so on.</summary>
        RequestResponse,

        /// <summary>Both send, and read little and seldom.</summary>
        SlowReader,

        /// <summary>The client sends all it has and closes its half; then the server sends all it has.</summary>
        HalfCloser,

        /// <summary>Both send, until one of them aborts.</summary>
        Aborter,

        /// <summary>One short conversation after the other.</summary>
        Reconnector,

        /// <summary>The server sends as soon as it has accepted, the client when it has heard of it.</summary>
        ServerFirst,

        /// <summary>Both connect to each other at the same moment, and send.</summary>
        SimultaneousOpen,

        /// <summary>Nobody is there to answer.</summary>
        Unanswered,
    }
}
