using System.Text.RegularExpressions;

namespace Nano.Cli
{
    /// <summary>Counts tests in their sources, so that those are counted that could not even be built.</summary>
    internal static partial class TestCensus
    {
        /// <summary>How many results nanoFramework's launcher will report: one for each row of data, or for a test without any.</summary>
        /// <param name="project">The folder of the test project.</param>
        public static int Count(string project) =>
            Directory.EnumerateFiles(project, "*.cs").Sum(file => Test().Count(File.ReadAllText(file)));

        [GeneratedRegex(@"^\s*(\[DataRow\(|\[TestMethod\](?!\s*\[DataRow\())", RegexOptions.Multiline)]
        private static partial Regex Test();
    }
}
