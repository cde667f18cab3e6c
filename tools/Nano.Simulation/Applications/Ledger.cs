namespace Nano.Simulation
{
    /// <summary>All exchanges of a simulation, and how each has ended.</summary>
    internal sealed class Ledger
    {
        private readonly Dictionary<(int Number, int Attempt), Exchange> exchanges = [];

        /// <summary>All of them, in the order in which they were begun.</summary>
        internal List<Exchange> All { get; } = [];

        /// <summary>Begins the next attempt of a conversation.</summary>
        internal Exchange Begin(ConversationPlan plan, int attempt)
        {
            var exchange = new Exchange(plan, attempt);
            exchanges.Add((plan.Number, attempt), exchange);
            All.Add(exchange);
            return exchange;
        }

        /// <summary>The only exchange of a conversation, begun by whoever comes first.</summary>
        internal Exchange Meet(ConversationPlan plan) =>
            exchanges.TryGetValue((plan.Number, 0), out Exchange? exchange) ? exchange : Begin(plan, 0);

        /// <summary>The only exchange of a conversation, for a server that speaks first; null where it has been claimed already.</summary>
        internal Exchange? ClaimUnheard(ConversationPlan plan) =>
            exchanges.TryGetValue((plan.Number, 0), out Exchange? exchange) && exchange.Server == null && !exchange.ServerLost ? exchange : null;

        /// <summary>The exchange that a client has come for. A second time is once too often: what it sent is delivered twice.</summary>
        internal Exchange Claim(ReadOnlySpan<byte> head, ConversationPlan expected)
        {
            (int number, int attempt) = Exchange.ReadHead(head);
            if (number != expected.Number || !exchanges.TryGetValue((number, attempt), out Exchange? exchange))
            {
                throw new Violation(Rule.Stream, $"a stream for conversation {number}, attempt {attempt}, has come to the server of conversation {expected.Number}");
            }

            if (exchange.Server != null || exchange.ServerLost)
            {
                throw new Violation(Rule.Stream, $"the stream of conversation {number}, attempt {attempt}, was delivered twice");
            }

            return exchange;
        }
    }
}
