using System.CommandLine;
namespace Nano.Cli
{
    internal static class TraceCommand
    {
        public static Command Make(Terminal terminal) => new("trace", "The ladder from a capture.");
    }
}
