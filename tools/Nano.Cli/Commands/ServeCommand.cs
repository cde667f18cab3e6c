using System.CommandLine;
namespace Nano.Cli
{
    internal static class ServeCommand
    {
        public static Command Make(Terminal terminal) => new("serve", "The stack on a TAP device.");
    }
}
