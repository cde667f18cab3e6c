namespace Nano.Simulation
{
    /// <summary>Why what breaks a rule is held against nobody. All are counted and printed: an excuse that is used often hides something.</summary>
    /// <param name="Rule">The rule.</param>
    /// <param name="Reason">The reason, in words that follow "because".</param>
    internal sealed record Excuse(Rule Rule, string Reason) : IComparable<Excuse>
    {
        // Of the whole network: nothing that followed was checked.
        internal const string Damage = "no checksum could tell that a frame was damaged";
        internal const string OptionDamage = "options were damaged and their checksum set right";
        internal const string OldCookie = "an old segment may have opened a connection by its cookie again";
        internal const string NotRepeated = "the stack allocates nothing when the seed is run again";
        internal const string NotMetered = "the stack allocates at another moment when the seed is run again, so it is run without the meter";

        // Of one connection.
        internal const string Fault = "a fault of one of its hosts may end connections";
        internal const string NoRoom = "its server had no room";
        internal const string ForgedReset = "a forged reset has met the very number";
        internal const string Missed = "two that connect to each other came one after the other";
        internal const string AddressLost = "the address of one of its hosts was taken away";
        internal const string SharedAddress = "two hosts were given the same address, and probes for it were lost";
        internal const string NobodyThere = "nobody answered for its server's hardware address";
        internal const string Silence = "it was cut off for longer than an opening is remembered";
        internal const string MadeWay = "a closed connection had to make way for another one";
        internal const string ForgottenEarly = "its peer had forgotten TIME-WAIT";

        public int CompareTo(Excuse? other) =>
            other == null ? 1 : Rule != other.Rule ? Rule.CompareTo(other.Rule) : string.CompareOrdinal(Reason, other.Reason);

        public override string ToString() => $"{Rule}, because {Reason}";
    }
}
