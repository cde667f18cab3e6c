using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Nano.Cli
{
    /// <summary>The command <c>nano</c>: parses, runs, and turns whatever goes wrong into one line and an exit status.</summary>
    internal static class NanoCommand
    {
        /// <summary>It was done.</summary>
        public const int Done = 0;

        /// <summary>It was tried, and failed.</summary>
        public const int Failed = 1;

        /// <summary>It cannot be done as asked for.</summary>
        public const int Misused = 2;

        /// <summary>Runs a command line.</summary>
        /// <returns>The exit status.</returns>
        public static int Run(string[] arguments, Terminal terminal)
        {
            try
            {
                // No response files: an argument that begins with @ is an argument.
                ParseResult parsed = Make(terminal).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
                if (parsed.Action is ParseErrorAction)
                {
                    throw new CliException(Describe(parsed));
                }

                return parsed.Invoke(new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                    Output = terminal.Output,
                    Error = terminal.Error,
                });
            }
            catch (CliException e)
            {
                terminal.Fail(e.Message);
                return e.Status;
            }
            catch (IOException e)
            {
                // What may go wrong with a file that was named, the commands say; this is the output, on a full disk say.
                terminal.Fail($"reading or writing has failed: {e.Message.TrimEnd('.')}");
                return Failed;
            }
        }

        private static RootCommand Make(Terminal terminal)
        {
            var root = new RootCommand("Nano, a managed TCP/IP stack: watch it at work on an emulated wire, on a TAP device, or in a capture.")
            {
                DemoCommand.Make(terminal),
                ServeCommand.Make(terminal),
                LabCommand.Make(terminal),
                TraceCommand.Make(terminal),
                SimCommand.Make(terminal),
                FuzzCommand.Make(terminal),
                BenchCommand.Make(terminal),
                FlashCommand.Make(terminal),
                EmulatorTestsCommand.Make(terminal),
                LibraryTestsCommand.Make(terminal),
            };
            root.Options.OfType<VersionOption>().Single().Action = new VersionAction(terminal);
            root.SetAction((Action<ParseResult>)(_ => throw new CliException("which command? `nano demo`, `nano serve`, `nano lab`, `nano trace`, `nano sim`, `nano fuzz`, `nano bench`, `nano flash`, `nano emulator-tests` or `nano library-tests`; `nano --help` says more")));
            return root;
        }

        private static string Describe(ParseResult parsed)
        {
            var names = new Stack<string>();
            for (SymbolResult? result = parsed.CommandResult; result is CommandResult command; result = result.Parent)
            {
                names.Push(command.Command is RootCommand ? "nano" : command.Command.Name);
            }

            string help = $"`{string.Join(' ', names)} --help` lists what there is";
            if (parsed.UnmatchedTokens is [string unknown, ..])
            {
                string what = unknown.StartsWith('-') ? "option" : parsed.CommandResult.Command is RootCommand ? "command" : "argument";
                return $"unknown {what} '{unknown}'; {help}";
            }

            // The command line library's own words on these do not say what would be right.
            foreach (ParseError error in parsed.Errors)
            {
                if (error.SymbolResult is OptionResult { IdentifierTokenCount: > 0 } option && option.Option.ValueType != typeof(bool))
                {
                    if (option.Tokens.Count == 0)
                    {
                        return $"{option.Option.Name} wants a value: {option.Option.Name} {option.Option.HelpName}; {help}";
                    }

                    if (option.IdentifierTokenCount > 1)
                    {
                        return $"{option.Option.Name} is given {option.IdentifierTokenCount} times; once is enough";
                    }
                }
            }

            return parsed.Errors.Select(e => e.Message.TrimEnd('.')).FirstOrDefault() is { } message
                ? message.StartsWith("--") ? message : $"{message}; {help}"
                : help;
        }
    }
}
