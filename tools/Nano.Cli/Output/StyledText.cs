namespace Nano.Cli
{
    /// <summary>A line, or a piece of one, in which each part has its tone.</summary>
    internal sealed class StyledText
    {
        private readonly List<(string Text, Tone Tone)> parts = [];

        /// <summary>The parts, in order.</summary>
        public IReadOnlyList<(string Text, Tone Tone)> Parts => parts;

        /// <summary>Adds a part at the end.</summary>
        /// <returns>This text.</returns>
        public StyledText Add(string text, Tone tone = Tone.Normal)
        {
            parts.Add((text, tone));
            return this;
        }

        /// <summary>The text without tones.</summary>
        public override string ToString() => string.Concat(parts.Select(part => part.Text)).TrimEnd();
    }
}
