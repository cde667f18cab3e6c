namespace Nano.Net.Tests.Cli
{
    public class DemoTests
    {
        [Fact]
        public void Check_PlaysAWholeSession()
        {
            CommandResult result = CommandResult.Of("demo", "--check", "--delay", "2", "--loss", "1", "--timeout", "60");

            Assert.Equal("", result.Error);
            Assert.Equal(0, result.Status);
            Assert.Matches(@"(?s)SYN  seq 0.*SYN,ACK  seq 0  ack 1.*FIN.*TIME-WAIT.*Passed", result.Output);
            Assert.Matches(@"gateway: CLOSED, SYN-SENT, ESTABLISHED, FIN-WAIT-1, .*TIME-WAIT, CLOSED", result.Output);
            Assert.Contains("device:  LISTEN, SYN-RECEIVED, ESTABLISHED, CLOSE-WAIT, LAST-ACK, CLOSED", result.Output);
            Assert.Matches(@"Dashboard, by IPv6: a page of \d+,\d+ bytes; sample \d+ came as it was taken: temperature_celsius \d+\.\d+\.", result.Output);
            Assert.InRange(result.Output.Count(c => c == '\n'), 20, 400);
        }

        [Fact]
        public void CheckThatTakesTooLong_FailsInOneLine()
        {
            CommandResult result = CommandResult.Of("demo", "--check", "--loss", "100", "--timeout", "1");

            Assert.Equal(1, result.Status);
            Assert.Equal(1, result.Error.Count(c => c == '\n'));
            Assert.Contains("after 1 s", result.Error);
        }
    }
}
