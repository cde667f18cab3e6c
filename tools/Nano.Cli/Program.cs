namespace Nano.Cli
{
    internal static class Program
    {
        private static int Main(string[] arguments)
        {
            using Terminal terminal = Terminal.OfProcess();
            return NanoCommand.Run(arguments, terminal);
        }
    }
}
