namespace Nano.Net.Tests.Cli
{
    public class FuzzTests
    {
        [Fact]
        public void Inputs_AreTriedOnAnInstrumentedStack()
        {
            CommandResult result = CommandResult.Of("fuzz", "--target", "dns", "--inputs", "2000", "--jobs", "2");

            Assert.Equal("", result.Error);
            Assert.Equal(0, result.Status);
            Assert.StartsWith("Inputs are drawn from seed 1: nano fuzz --seed 1", result.Output);
            Assert.Matches(@"2,00\d inputs in .* s, .* a second of processor time; .* kept; 0 failures", result.Output);
            Assert.Matches(@"dns: [\d,]+ inputs kept for [\d,]+ features", result.Output);
            Assert.Matches(@"Entered: [\d,]{3,} of [\d,]{4,} blocks, [\d,]{3,} of [\d,]{4,} lines", result.Output);
            Assert.EndsWith("1 passed, 0 failed, 0 skipped", result.Output.TrimEnd());
        }

        [Fact]
        public void Corpus_IsSavedAndRepeated()
        {
            string folder = Directory.CreateTempSubdirectory().FullName;
            try
            {
                string missed = Path.Combine(folder, "missed");
                Assert.Equal(0, CommandResult.Of("fuzz", "--target", "sntp", "--inputs", "500", "--jobs", "1", "--corpus", folder, "--save", "--missed", missed).Status);
                Assert.Contains("Nano.Net.Services/Dns/DnsResolver.cs:", File.ReadAllText(missed));

                CommandResult result = CommandResult.Of("fuzz", "--repeat", Path.Combine(folder, "sntp.txt"));

                Assert.Matches(@"^[1-9]\d* passed, 0 failed, 0 skipped$", result.Output.Trim());
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
