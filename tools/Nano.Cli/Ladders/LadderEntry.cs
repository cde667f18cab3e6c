namespace Nano.Cli
{
    /// <summary>Something that a ladder shows.</summary>
    /// <param name="Conversation">The connection.</param>
    /// <param name="Time">When, in microseconds.</param>
    internal abstract record LadderEntry(Conversation Conversation, long Time)
    {
        /// <summary>The states of the left and the right host, as far as this entry knows them.</summary>
        public string?[] States { get; } = [Conversation.Left.State, Conversation.Right.State];
    }
}
