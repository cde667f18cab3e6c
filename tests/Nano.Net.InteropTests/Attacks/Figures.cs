using Xunit.Abstractions;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>
    /// What the attacks measured, a line each. Besides going to the test's output, which is shown of failing tests only, a
    /// line is appended to the file that NANO_ATTACK_FIGURES names.
    /// </summary>
    internal static class Figures
    {
        private const string File = "NANO_ATTACK_FIGURES";

        internal static void Write(ITestOutputHelper output, string attack, string figures)
        {
            string line = $"ATTACK {attack}: {figures}";
            output.WriteLine(line);
            if (Environment.GetEnvironmentVariable(File) is { Length: > 0 } path)
            {
                System.IO.File.AppendAllText(path, line + "\n");
            }
        }
    }
}
