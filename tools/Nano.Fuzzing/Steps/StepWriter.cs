using System.Globalization;
using System.Text;

namespace Nano.Fuzzing
{
    /// <summary>Writes the line of a step: a verb, and <c>name=value</c> for what is not usual.</summary>
    internal sealed class StepWriter(string verb)
    {
        private readonly StringBuilder line = new(verb);

        internal StepWriter Number(string name, long value, long usual = 0)
        {
            if (value != usual)
            {
                line.Append(CultureInfo.InvariantCulture, $" {name}={value}");
            }

            return this;
        }

        internal StepWriter Word(string name, string value, string usual = "")
        {
            if (value != usual)
            {
                line.Append(CultureInfo.InvariantCulture, $" {name}={value}");
            }

            return this;
        }

        internal StepWriter Bytes(string name, byte[] value) => Word(name, Convert.ToHexStringLower(value));

        public override string ToString() => line.ToString();
    }
}
