using System.CommandLine;

namespace Nano.Cli
{
    /// <summary>A kind of link that <c>nano serve</c> can be asked for: its options, and what they say.</summary>
    internal abstract class LinkKind
    {
        /// <summary>The option that asks for a link of this kind.</summary>
        public abstract Option Choice { get; }

        /// <summary>The options that only links of this kind have.</summary>
        public virtual IEnumerable<Option> Details => [];

        /// <summary>What the options say.</summary>
        /// <param name="parsed">The command line, which has <see cref="Choice"/>.</param>
        public abstract LinkSettings Read(ParseResult parsed);
    }
}
