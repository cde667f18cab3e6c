using System.CommandLine;

namespace Nano.Cli
{
    /// <summary>The links that <c>nano serve</c> knows, one of which a command line has to ask for.</summary>
    internal sealed class LinkArguments
    {
        private readonly LinkKind[] kinds = [new TapLinkKind(), new VxlanLinkKind(), new SerialLinkKind()];

        /// <summary>Adds the options of all kinds to the command.</summary>
        public void AddTo(Command command)
        {
            foreach (LinkKind kind in kinds)
            {
                command.Add(kind.Choice);
                foreach (Option detail in kind.Details)
                {
                    command.Add(detail);
                }
            }
        }

        /// <summary>The link that is asked for.</summary>
        /// <exception cref="CliException">None is, or more than one, or an option belongs to another one.</exception>
        public LinkSettings Read(ParseResult parsed)
        {
            LinkKind[] chosen = [.. kinds.Where(kind => IsGiven(parsed, kind.Choice))];
            if (chosen.Length != 1)
            {
                string choices = string.Join(" or ", kinds.Select(kind => $"{kind.Choice.Name} {kind.Choice.HelpName}"));
                throw new CliException(chosen.Length == 0 ? $"which link? {choices}" : $"one link at a time: {choices}");
            }

            foreach (LinkKind other in kinds.Except(chosen))
            {
                if (other.Details.FirstOrDefault(detail => IsGiven(parsed, detail)) is { } stray)
                {
                    throw new CliException($"{stray.Name} goes with {other.Choice.Name}, not with {chosen[0].Choice.Name}");
                }
            }

            return chosen[0].Read(parsed);
        }

        private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
    }
}
