namespace Nano.Simulation
{
    /// <summary>A client, a server, and what they do. Times are milliseconds, sizes bytes.</summary>
    internal sealed record ConversationPlan
    {
        /// <summary>Bytes by which a client says which conversation it has come for.</summary>
        internal const int HeadLength = 8;

        internal required int Number { get; init; }

        internal required ConversationKind Kind { get; init; }

        /// <summary>The client's host.</summary>
        internal required int Client { get; init; }

        /// <summary>The server's host; -1 for an address that nobody has.</summary>
        internal required int Server { get; init; }

        /// <summary>By which of the server's addresses it goes.</summary>
        internal AddressKind Over { get; init; }

        /// <summary>The server's port.</summary>
        internal int Port => 1000 + Number;

        /// <summary>What the client sends, with the head.</summary>
        internal required long FromClient { get; init; }

        internal required long FromServer { get; init; }

        /// <summary>Size of a request, and of its answer.</summary>
        internal int Request { get; init; } = 1;

        internal int Response { get; init; } = 1;

        /// <summary>How often the client connects, one connection after the other.</summary>
        internal int Attempts { get; init; } = 1;

        internal long StartAt { get; init; }

        /// <summary>Between two attempts.</summary>
        internal int Pause { get; init; }

        /// <summary>How much is written at once, at most.</summary>
        internal int WriteChunk { get; init; } = 3000;

        /// <summary>Whether Nagle's algorithm is off.</summary>
        internal bool NoDelay { get; init; }

        internal int ReadChunk { get; init; } = 3000;

        internal int ReadPause { get; init; }

        /// <summary>How long after it began the client aborts; -1 for never.</summary>
        internal int ClientAborts { get; init; } = -1;

        internal int ServerAborts { get; init; } = -1;

        /// <summary>Whether it comes to a bad end by what its applications do, or because nobody is there.</summary>
        internal bool IsToFail => Kind is ConversationKind.Aborter or ConversationKind.Unanswered;

        internal int Backlog { get; init; } = 4;

        /// <summary>How long the server takes between two accepts.</summary>
        internal int AcceptPause { get; init; }

        public override string ToString() =>
            $"conversation {Number}: {Kind}, host {Client} to {(Server < 0 ? "nobody" : $"host {Server}")} port {Port} from {StartAt} ms, {FromClient}/{FromServer} bytes"
            + (Over == AddressKind.Ipv4 ? "" : $", IPv6 {Over}")
            + (Attempts > 1 ? $", {Attempts} times every {Pause} ms" : "")
            + (ReadPause > 0 ? $", reads {ReadChunk} bytes every {ReadPause} ms" : "")
            + (WriteChunk < 3000 ? $", writes {WriteChunk} bytes" : "") + (NoDelay ? ", without Nagle" : "")
            + (Kind == ConversationKind.RequestResponse ? $", {Request} asked and {Response} answered at a time" : "")
            + (ClientAborts >= 0 ? $", client aborts after {ClientAborts} ms" : "")
            + (ServerAborts >= 0 ? $", server aborts after {ServerAborts} ms" : "")
            + $", backlog {Backlog}" + (AcceptPause > 0 ? $", accepts every {AcceptPause} ms" : "");
    }
}
