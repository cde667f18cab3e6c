using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Nano.Cli
{
    /// <summary>Where the command writes to: with colour and Unicode on a terminal; else plain, and in ASCII. Any thread may write.</summary>
    internal sealed class Terminal : IDisposable
    {
        /// <summary>Columns that a line has where the output is no terminal.</summary>
        private const int PlainWidth = 120;

        private readonly Lock gate = new();
        private readonly IAnsiConsole console;
        private readonly bool showsStatus;
        private readonly Func<int> measure;
        private string status = "";

        /// <summary>Writes plainly.</summary>
        /// <param name="output">Where what was asked for goes.</param>
        /// <param name="error">Where messages go.</param>
        public Terminal(TextWriter output, TextWriter error)
            : this(output, error, isRich: false, showsStatus: false, () => PlainWidth)
        {
        }

        private Terminal(TextWriter output, TextWriter error, bool isRich, bool showsStatus, Func<int> measure)
        {
            Output = output;
            Error = error;
            IsRich = isRich;
            this.showsStatus = showsStatus;
            this.measure = measure;
            console = AnsiConsole.Create(new AnsiConsoleSettings
            {
                Ansi = isRich ? AnsiSupport.Yes : AnsiSupport.No,
                ColorSystem = isRich ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(output),
            });
            console.Profile.Capabilities.Unicode = isRich;
        }

        /// <summary>Where what was asked for goes.</summary>
        public TextWriter Output { get; }

        /// <summary>Where messages go.</summary>
        public TextWriter Error { get; }

        /// <summary>Whether colour and Unicode may be used.</summary>
        public bool IsRich { get; }

        /// <summary>Columns of a line.</summary>
        public int Width => Math.Max(measure(), 60);

        /// <summary>The terminal or the files of this process.</summary>
        public static Terminal OfProcess()
        {
            bool coloured = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";
            bool isRich = coloured && !Console.IsOutputRedirected;
            if (isRich)
            {
                Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            }

            return new Terminal(
                Console.Out,
                Console.Error,
                isRich,
                showsStatus: coloured && !Console.IsErrorRedirected,
                () => Console.IsOutputRedirected ? PlainWidth : Console.WindowWidth);
        }

        /// <summary>Writes a line.</summary>
        public void WriteLine(string text = "") => WriteLine(new StyledText().Add(text));

        /// <summary>Writes a line.</summary>
        public void WriteLine(StyledText line) => Write(() =>
        {
            if (IsRich)
            {
                // By segments, not as a paragraph: that one would be broken where it is too long.
                console.Write(new Segments(line));
            }

            Output.WriteLine(IsRich ? "" : line.ToString());
        });

        /// <summary>Writes a table or the like.</summary>
        public void Write(IRenderable renderable) => Write(() =>
        {
            console.Profile.Width = Width;
            console.Write(renderable);
        });

        /// <summary>Writes a table without borders.</summary>
        /// <param name="heads">The headings of the columns; a column of numbers has one that begins with a space.</param>
        /// <param name="rows">The cells.</param>
        public void WriteTable(IReadOnlyList<string> heads, IEnumerable<string[]> rows)
        {
            var table = new Table { Border = TableBorder.None, ShowHeaders = heads.Count > 0 };
            foreach (string head in heads)
            {
                var column = new TableColumn(new Text(head.TrimStart(), new Style(decoration: Decoration.Bold))) { Padding = new Padding(0, 0, 2, 0) };
                table.AddColumn(head.StartsWith(' ') ? column.RightAligned() : column);
            }

            foreach (string[] row in rows)
            {
                table.AddRow(row.Select(cell => new Text(cell)));
            }

            Write(table);
        }

        /// <summary>Shows a line below all others that changes as the work goes on, where there is a terminal.</summary>
        /// <param name="text">The line; empty to take it away.</param>
        public void ShowStatus(string text)
        {
            if (showsStatus)
            {
                lock (gate)
                {
                    EraseStatus();
                    status = text.Length < Width ? text : text[..(Width - 1)];
                    DrawStatus();
                }
            }
        }

        /// <summary>Says in one line what is wrong.</summary>
        public void Fail(string message)
        {
            ShowStatus("");
            Error.WriteLine($"nano: {message.ReplaceLineEndings(" ")}");
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            ShowStatus("");
            Output.Flush();
            Error.Flush();
        }

        private static Style StyleOf(Tone tone) => tone switch
        {
            Tone.Faint => new Style(Color.Grey),
            Tone.Strong => new Style(decoration: Decoration.Bold),
            Tone.Rightward => new Style(Color.Aqua),
            Tone.Leftward => new Style(Color.Fuchsia),
            Tone.Fresh => new Style(Color.Lime, decoration: Decoration.Bold),
            Tone.Notable => new Style(Color.Yellow),
            Tone.Bad => new Style(Color.Red, decoration: Decoration.Bold),
            _ => Style.Plain,
        };

        private void Write(Action write)
        {
            lock (gate)
            {
                EraseStatus();
                write();
                DrawStatus();
            }
        }

        private void EraseStatus()
        {
            if (status.Length > 0)
            {
                Error.Write("\r\e[2K");
                Error.Flush();
            }
        }

        private void DrawStatus()
        {
            if (status.Length > 0)
            {
                Output.Flush();
                Error.Write(status);
                Error.Flush();
            }
        }

        private sealed class Segments(StyledText line) : IRenderable
        {
            public Measurement Measure(RenderOptions options, int maxWidth) => new(0, maxWidth);

            public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
                line.Parts.Select(part => new Segment(part.Text, StyleOf(part.Tone)));
        }
    }
}
