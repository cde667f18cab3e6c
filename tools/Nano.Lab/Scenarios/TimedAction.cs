using System.Globalization;

namespace Nano.Workbench
{
    /// <summary>Something that is done to a host or to the wire at a time.</summary>
    /// <param name="Microseconds">When, from the start.</param>
    /// <param name="Verb">What.</param>
    /// <param name="Arguments">Its arguments.</param>
    internal sealed record TimedAction(long Microseconds, string Verb, string[] Arguments)
    {
        private const int MostArguments = 5;

        /// <summary>Reads "verb,argument,argument".</summary>
        /// <exception cref="ScenarioException">It is none.</exception>
        public static TimedAction Read(long microseconds, string text)
        {
            string[] parts = text.Split(',');
            if (parts.Length > MostArguments || parts.Any(p => p.Length is 0 or > 20 || !p.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')))
            {
                throw new ScenarioException($"'{text}' is no action");
            }

            return new TimedAction(microseconds, parts[0], parts[1..]);
        }

        /// <summary>The action without its time, as <see cref="Read"/> takes it.</summary>
        public string Text => string.Join(',', [Verb, .. Arguments]);

        /// <summary>An argument that is a number.</summary>
        /// <param name="index">Which argument.</param>
        /// <param name="least">The least value.</param>
        /// <param name="most">The largest value.</param>
        /// <param name="otherwise">The value where there is no such argument; null: it must be there.</param>
        /// <exception cref="ScenarioException">It is missing, no number, or out of range.</exception>
        public long Number(int index, long least, long most, long? otherwise = null)
        {
            if (index >= Arguments.Length && otherwise is { } value)
            {
                return value;
            }

            return index < Arguments.Length && long.TryParse(Arguments[index], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most
                ? number
                : throw new ScenarioException($"{Verb}: argument {index + 1} must be a number from {least} to {most}");
        }

        /// <summary>An argument that is one of some words.</summary>
        /// <exception cref="ScenarioException">It is another, or missing.</exception>
        public string Word(int index, params string[] words) =>
            index < Arguments.Length && words.Contains(Arguments[index]) ? Arguments[index]
                : throw new ScenarioException($"{Verb}: argument {index + 1} must be one of {string.Join(", ", words)}");
    }
}
