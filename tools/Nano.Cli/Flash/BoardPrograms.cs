namespace Nano.Cli
{
    /// <summary>The board programs of the repository, and the links that each can be built for: both are what folders there are.</summary>
    internal sealed class BoardPrograms
    {
        private const string Start = "Program.Device.cs";

        // Its driver has a native half, which stock firmware has not.
        private const string NativeLink = "esp32mac";

        private readonly string boards;

        /// <summary>Looks into a repository.</summary>
        /// <param name="root">Its folder.</param>
        public BoardPrograms(string root) => boards = Path.Combine(root, "hardware", "boards");

        /// <summary>The folder of a program's project.</summary>
        /// <exception cref="CliException">There is no such program.</exception>
        public string FolderOf(string program) => Find("program", program, Names(boards, folder => File.Exists(Path.Combine(folder, Start))), boards);

        /// <summary>Checks that there is a link.</summary>
        /// <exception cref="CliException">There is not.</exception>
        public void CheckLink(string link)
        {
            string links = Path.Combine(boards, "Links");
            Find("link", link, Names(links, _ => true), links);
        }

        /// <summary>Checks that a board that has its firmware updated can still run what is built for a link.</summary>
        /// <exception cref="CliException">It could not.</exception>
        public static void CheckUpdate(string link)
        {
            if (link == NativeLink)
            {
                throw new CliException($"--update would bring stock firmware, which cannot run a program for {NativeLink}; flash a firmware with the native half as hardware/README.md shows, and leave --update out");
            }
        }

        private static string Find(string what, string name, string[] names, string parent) =>
            names.Contains(name)
                ? Path.Combine(parent, name)
                : throw new CliException($"there is no {what} '{name}'; it should be {(names.Length > 1 ? "one of " : "")}{string.Join(", ", names)}");

        private static string[] Names(string parent, Func<string, bool> belongs) =>
            [.. Directory.EnumerateDirectories(parent).Where(belongs).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];
    }
}
