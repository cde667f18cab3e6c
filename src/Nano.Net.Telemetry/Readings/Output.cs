namespace Nano.Net.Telemetry
{
    /// <summary>Something that can be set from outside: a light, a target temperature.</summary>
    public sealed class Output
    {
        private readonly OutputHandler handler;

        internal Output(string name, string help, long minimum, long maximum, long value, OutputHandler handler)
        {
            Name = name;
            Help = help;
            Minimum = minimum;
            Maximum = maximum;
            Value = value;
            this.handler = handler;
        }

        /// <summary>The name: letters, digits and underscores, the first no digit.</summary>
        public string Name { get; }

        /// <summary>What it does, in a line.</summary>
        public string Help { get; }

        /// <summary>The least value.</summary>
        public long Minimum { get; }

        /// <summary>The greatest value.</summary>
        public long Maximum { get; }

        /// <summary>What it was last set to.</summary>
        public long Value { get; private set; }

        /// <summary>Sets it.</summary>
        /// <param name="value">The value.</param>
        /// <returns>False where the value is out of range; nothing has changed then.</returns>
        public bool TrySet(long value)
        {
            if (value < Minimum || value > Maximum)
            {
                return false;
            }

            handler(value);
            Value = value;
            return true;
        }
    }
}
