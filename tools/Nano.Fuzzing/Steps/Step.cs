namespace Nano.Fuzzing
{
    /// <summary>One thing that happens to what is tested: a frame arrives, time passes, an application calls. Its text is a line of an input's file.</summary>
    internal abstract record Step
    {
        /// <summary>The first word of its line.</summary>
        internal abstract string Verb { get; }

        public sealed override string ToString()
        {
            var line = new StepWriter(Verb);
            Write(line);
            return line.ToString();
        }

        /// <summary>Reads a line.</summary>
        /// <exception cref="FormatException">It says no step; the message says why.</exception>
        internal static Step Parse(string line)
        {
            var words = new StepReader(line);
            Step step = words.Verb switch
            {
                SegmentStep.Word => SegmentStep.Read(words),
                ErrorStep.Word => ErrorStep.Read(words),
                FrameStep.Word => FrameStep.Read(words),
                WaitStep.Word => WaitStep.Read(words),
                CallStep.Word => CallStep.Read(words),
                MessageStep.Word => MessageStep.Read(words),
                _ => throw new FormatException($"'{words.Verb}' is no step; segment, error, frame, wait, call and message are"),
            };
            words.End();
            return step;
        }

        /// <summary>Writes what follows the verb.</summary>
        private protected abstract void Write(StepWriter line);
    }
}
