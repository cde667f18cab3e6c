namespace Nano.Net.InteropTests.Support
{
    /// <summary>What tests leave behind to be looked at: the folder artifacts/ beside Nano.sln.</summary>
    internal static class Artifacts
    {
        /// <summary>The path of a file there; its folder is made.</summary>
        internal static string PathOf(params string[] parts)
        {
            string root = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(root, "Nano.sln")))
            {
                root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException($"there is no Nano.sln above {AppContext.BaseDirectory}");
            }

            string path = Path.Combine([root, "artifacts", .. parts]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return path;
        }
    }
}
