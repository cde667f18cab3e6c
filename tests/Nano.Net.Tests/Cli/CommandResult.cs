using Nano.Cli;

namespace Nano.Net.Tests.Cli
{
    /// <summary>What a command line of <c>nano</c> has come to, in this process.</summary>
    internal sealed record CommandResult(int Status, string Output, string Error)
    {
        internal static CommandResult Of(params string[] arguments)
        {
            using var output = new StringWriter();
            using var error = new StringWriter();
            using var terminal = new Terminal(output, error);
            int status = NanoCommand.Run(arguments, terminal);
            return new CommandResult(status, output.ToString(), error.ToString());
        }

        /// <summary>It was refused in one line that says all of this.</summary>
        internal void IsRefused(params string[] says)
        {
            Assert.Equal(2, Status);
            Assert.Equal(1, Error.Count(c => c == '\n'));
            Assert.StartsWith("nano: ", Error);
            Assert.All(says, text => Assert.Contains(text, Error));
        }
    }
}
