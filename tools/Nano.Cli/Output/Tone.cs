namespace Nano.Cli
{
    /// <summary>What a piece of text means; a terminal makes a colour of it.</summary>
    internal enum Tone
    {
        /// <summary>Nothing in particular.</summary>
        Normal,

        /// <summary>What need not be read.</summary>
        Faint,

        /// <summary>What stands out.</summary>
        Strong,

        /// <summary>What goes from left to right.</summary>
        Rightward,

        /// <summary>What goes from right to left.</summary>
        Leftward,

        /// <summary>What has just become so.</summary>
        Fresh,

        /// <summary>What is done once more, or otherwise deserves a look.</summary>
        Notable,

        /// <summary>What has gone wrong.</summary>
        Bad,
    }
}
