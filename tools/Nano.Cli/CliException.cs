namespace Nano.Cli
{
    /// <summary>The command cannot go on; the message is the one line that the user sees.</summary>
    /// <param name="message">What is wrong, and what would be right.</param>
    /// <param name="status">The exit status.</param>
    internal sealed class CliException(string message, int status = NanoCommand.Misused) : Exception(message)
    {
        /// <summary>The exit status.</summary>
        public int Status { get; } = status;
    }
}
