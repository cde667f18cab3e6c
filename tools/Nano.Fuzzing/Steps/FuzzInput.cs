using System.Text;

namespace Nano.Fuzzing
{
    /// <summary>What is done to a target: steps, one after the other, from the moment at which it was made ready.</summary>
    internal sealed record FuzzInput(string Target, IReadOnlyList<Step> Steps)
    {
        private const string Head = "target ";

        /// <summary>Reads inputs: each begins with a line <c>target NAME</c>; empty lines and those that begin with # mean nothing.</summary>
        /// <param name="text">The text.</param>
        /// <param name="source">What it was read from, for messages.</param>
        /// <exception cref="FormatException">A line is wrong; the message says which, and how.</exception>
        internal static List<FuzzInput> ParseAll(TextReader text, string source)
        {
            var inputs = new List<FuzzInput>();
            List<Step> steps = [];
            int number = 0;
            while (text.ReadLine() is { } line)
            {
                number++;
                line = line.Trim();
                if (line.Length == 0 || line.StartsWith('#'))
                {
                    continue;
                }

                if (line.StartsWith(Head, StringComparison.Ordinal))
                {
                    steps = [];
                    inputs.Add(new FuzzInput(line[Head.Length..], steps));
                    continue;
                }

                if (inputs.Count == 0)
                {
                    throw new FormatException($"{source}, line {number}: should begin with '{Head}NAME'");
                }

                try
                {
                    steps.Add(Step.Parse(line));
                }
                catch (FormatException e)
                {
                    throw new FormatException($"{source}, line {number}: {e.Message}");
                }
            }

            return inputs;
        }

        public override string ToString()
        {
            var text = new StringBuilder(Head).Append(Target).Append('\n');
            foreach (Step step in Steps)
            {
                text.Append(step).Append('\n');
            }

            return text.ToString();
        }
    }
}
