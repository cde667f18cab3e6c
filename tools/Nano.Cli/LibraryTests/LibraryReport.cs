using System.Globalization;

namespace Nano.Cli
{
    /// <summary>What has been found out about a library: what is right, what is not, and figures.</summary>
    internal sealed class LibraryReport(string library, Terminal terminal)
    {
        private readonly List<string[]> figures = [];

        /// <summary>Checks that were right.</summary>
        public int Passed { get; private set; }

        /// <summary>Checks that were not.</summary>
        public int Failed { get; private set; }

        /// <summary>Tells the result of a check.</summary>
        /// <param name="name">What was checked.</param>
        /// <param name="wrong">What is wrong; null for nothing.</param>
        public void Check(string name, string? wrong)
        {
            if (wrong == null)
            {
                Passed++;
                terminal.WriteLine(new StyledText().Add("passed  ").Add($"{library}: {name}"));
            }
            else
            {
                Failed++;
                terminal.WriteLine(new StyledText().Add("FAILED  ", Tone.Bad).Add($"{library}: {name}: {wrong}"));
            }
        }

        /// <summary>Keeps a figure.</summary>
        public void Figure(string name, double value, string unit) => figures.Add([name, value.ToString("N0", CultureInfo.InvariantCulture), unit]);

        /// <summary>Shows the figures.</summary>
        public void ShowFigures() => terminal.WriteTable([library, " value", "unit"], figures);
    }
}
