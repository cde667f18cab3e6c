using System.Buffers.Binary;

namespace Nano.Simulation
{
    /// <summary>One connection of a conversation: what passes over it, and who has seen it.</summary>
    internal sealed class Exchange
    {
        internal Exchange(ConversationPlan plan, int attempt)
        {
            Plan = plan;
            Attempt = attempt;
            byte[] head = new byte[ConversationPlan.HeadLength];
            BinaryPrimitives.WriteUInt32BigEndian(head, Mark);
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(4), (ushort)plan.Number);
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(6), (ushort)attempt);
            uint seed = (uint)(plan.Number * 1000 + attempt) * 0x10001;
            FromClient = new ByteStream(seed, plan.FromClient, head);
            FromServer = plan.Kind == ConversationKind.Echo ? FromClient : new ByteStream(seed + 0x8000_0000, plan.FromServer);
        }

        /// <summary>What every head begins with.</summary>
        private static uint Mark => 0x4E414E4F;

        internal ConversationPlan Plan { get; }

        internal int Attempt { get; }

        internal ByteStream FromClient { get; }

        internal ByteStream FromServer { get; }

        internal Talker? Client { get; set; }

        internal Talker? Server { get; set; }

        /// <summary>When the client has begun to connect, in microseconds of the network.</summary>
        internal long BegunAt { get; set; }

        /// <summary>A host has lost its power meanwhile, and its application is no more.</summary>
        internal bool ClientLost { get; set; }

        internal bool ServerLost { get; set; }

        /// <summary>Whether nobody works on it any more.</summary>
        internal bool IsOver =>
            (ClientLost || Client is { Done: true }) && (ServerLost || Server is null or { Done: true });

        /// <summary>How the client behaves.</summary>
        internal Manner ClientManner(long now) => new()
        {
            MaySend = Plan.Kind switch
            {
                ConversationKind.RequestResponse => t => (t.Received / Plan.Response + 1) * Plan.Request,
                ConversationKind.ServerFirst => t => t.Received > 0 || Plan.FromServer == 0 ? Plan.FromClient : 0,
                _ => null,
            },
            WriteChunk = Plan.WriteChunk,
            NoDelay = Plan.NoDelay,
            ReadChunk = Plan.ReadChunk,
            ReadPause = Plan.ReadPause,
            AbortAt = Plan.ClientAborts < 0 ? long.MaxValue : now + Plan.ClientAborts,
        };

        /// <summary>How the server behaves.</summary>
        internal Manner ServerManner(long now) => new()
        {
            MaySend = Plan.Kind switch
            {
                ConversationKind.Echo => t => t.Received,
                ConversationKind.RequestResponse => t => t.Received / Plan.Request * Plan.Response,
                ConversationKind.HalfCloser => t => t.SawEnd ? Plan.FromServer : 0,
                _ => null,
            },
            WriteChunk = Plan.WriteChunk,
            NoDelay = Plan.NoDelay,
            ReadChunk = Plan.ReadChunk,
            ReadPause = Plan.ReadPause,
            AbortAt = Plan.ServerAborts < 0 ? long.MaxValue : now + Plan.ServerAborts,
        };

        /// <summary>Reads a head.</summary>
        /// <returns>Number of the conversation and of the attempt.</returns>
        internal static (int Number, int Attempt) ReadHead(ReadOnlySpan<byte> head) =>
            BinaryPrimitives.ReadUInt32BigEndian(head) == Mark
                ? (BinaryPrimitives.ReadUInt16BigEndian(head[4..]), BinaryPrimitives.ReadUInt16BigEndian(head[6..]))
                : throw new Violation(Rule.Stream, $"a stream begins with {Convert.ToHexString(head)}");

        public override string ToString() =>
            $"{Plan}, attempt {Attempt}: client {(ClientLost ? "lost" : Client?.ToString() ?? "none")}; server {(ServerLost ? "lost" : Server?.ToString() ?? "none")}";
    }
}
