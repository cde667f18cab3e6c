namespace Nano.Cli
{
    /// <summary>A change of state that no segment brought about: a time-out, or the application.</summary>
    internal sealed record LadderStep(Conversation Conversation, long Time, Side Side) : LadderEntry(Conversation, Time);
}
