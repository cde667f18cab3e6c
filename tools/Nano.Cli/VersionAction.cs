using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Nano.Cli
{
    /// <summary>Prints name and version.</summary>
    internal sealed class VersionAction(Terminal terminal) : SynchronousCommandLineAction
    {
        /// <inheritdoc/>
        public override bool ClearsParseErrors => true;

        /// <inheritdoc/>
        public override int Invoke(ParseResult parsed)
        {
            string? version = typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
            terminal.WriteLine($"nano {version}");
            return NanoCommand.Done;
        }
    }
}
