using System.Globalization;

namespace Nano.Fuzzing
{
    /// <summary>Reads the line of a step. Whatever is asked for and not there has its usual value; whatever is there and not asked for is an error.</summary>
    internal sealed class StepReader
    {
        private readonly Dictionary<string, string> values = [];

        internal StepReader(string line)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Verb = words.Length > 0 ? words[0] : "";
            foreach (string word in words.Skip(1))
            {
                int equals = word.IndexOf('=');
                if (equals <= 0 || !values.TryAdd(word[..equals], word[(equals + 1)..]))
                {
                    throw new FormatException($"'{word}' should be name=value, each name once");
                }
            }
        }

        internal string Verb { get; }

        internal string Word(string name, string usual = "") => values.Remove(name, out string? value) ? value : usual;

        internal long Number(string name, long least, long most, long usual = 0)
        {
            string text = Word(name);
            return text.Length == 0
                ? usual
                : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most
                    ? value
                    : throw new FormatException($"{name}={text}: should be a number from {least} to {most}");
        }

        /// <summary>One of the members of an enumeration, by its name in lower case.</summary>
        internal T Choice<T>(string name, T usual)
            where T : struct, Enum
        {
            string text = Word(name);
            return text.Length == 0
                ? usual
                : Enum.TryParse(text, ignoreCase: true, out T value) && Enum.IsDefined(value)
                    ? value
                    : throw new FormatException($"{name}={text}: should be {string.Join(" or ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}");
        }

        internal byte[] Bytes(string name, int most)
        {
            string text = Word(name);
            try
            {
                byte[] bytes = Convert.FromHexString(text);
                return bytes.Length <= most ? bytes : throw new FormatException($"{name}: {bytes.Length} bytes are more than {most}");
            }
            catch (FormatException)
            {
                throw new FormatException($"{name}={text}: should be at most {most} bytes in hexadecimal");
            }
        }

        /// <summary>There must be nothing left.</summary>
        internal void End()
        {
            if (values.Count > 0)
            {
                throw new FormatException($"a step '{Verb}' has no {string.Join(" and no ", values.Keys)}");
            }
        }
    }
}
