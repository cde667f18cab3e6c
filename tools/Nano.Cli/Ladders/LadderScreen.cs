namespace Nano.Cli
{
    /// <summary>Draws the ladders of several conversations as they go on, one below the other, with a head wherever they change.</summary>
    internal sealed class LadderScreen(Terminal terminal, string leftName, string rightName)
    {
        private readonly Dictionary<Conversation, LadderFolder> folders = [];
        private readonly LadderRenderer renderer = new(terminal.IsRich, terminal.Width);
        private Conversation? current;

        /// <summary>Says how to read what follows.</summary>
        public void Explain()
        {
            foreach (StyledText line in renderer.Legend())
            {
                terminal.WriteLine(line);
            }
        }

        /// <summary>Shows what has come about, and sums up what has fallen silent.</summary>
        /// <param name="entries">What is new.</param>
        /// <param name="now">The time, in microseconds.</param>
        public void Show(IEnumerable<LadderEntry> entries, long now)
        {
            foreach (LadderEntry entry in entries)
            {
                Draw(Folder(entry.Conversation).Add(entry));
            }

            foreach (LadderFolder folder in folders.Values)
            {
                Draw(folder.Pass(now));
            }
        }

        /// <summary>Shows what is still folded.</summary>
        public void Close()
        {
            foreach (LadderFolder folder in folders.Values)
            {
                Draw(folder.Close());
            }
        }

        private LadderFolder Folder(Conversation conversation)
        {
            if (!folders.TryGetValue(conversation, out LadderFolder? folder))
            {
                folders.Add(conversation, folder = new LadderFolder());
            }

            return folder;
        }

        private void Draw(IEnumerable<LadderEntry> entries)
        {
            foreach (LadderEntry entry in entries)
            {
                if (entry.Conversation != current)
                {
                    current = entry.Conversation;
                    terminal.WriteLine();
                    foreach (StyledText line in renderer.Head(current, leftName, rightName))
                    {
                        terminal.WriteLine(line);
                    }
                }

                terminal.WriteLine(renderer.Draw(entry));
            }
        }
    }
}
