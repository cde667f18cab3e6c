namespace Nano.Cli
{
    /// <summary>Where a command is told to write. It is looked at before the work begins, so that none is done for nothing.</summary>
    internal static class Destination
    {
        /// <summary>Checks that a folder is there.</summary>
        /// <param name="option">The option that names it.</param>
        /// <param name="path">The folder.</param>
        /// <returns>The folder.</returns>
        /// <exception cref="CliException">It is not.</exception>
        public static string ExistingFolder(string option, string path) =>
            Directory.Exists(path) ? path : throw new CliException($"{option} '{path}': there is no such folder");

        /// <summary>Checks that a folder is there and takes files.</summary>
        /// <param name="option">The option that names it.</param>
        /// <param name="path">The folder.</param>
        /// <returns>The folder.</returns>
        /// <exception cref="CliException">It is not, or it does not.</exception>
        public static string WritableFolder(string option, string path)
        {
            TryToWrite(option, path, Path.Combine(ExistingFolder(option, path), $".nano-{Guid.NewGuid():N}"));
            return path;
        }

        /// <summary>Checks that a file can be written; what is in it stays as it is.</summary>
        /// <param name="option">The option that names it.</param>
        /// <param name="path">The file.</param>
        /// <returns>The file.</returns>
        /// <exception cref="CliException">It cannot.</exception>
        public static string WritableFile(string option, string path)
        {
            if (Directory.Exists(path))
            {
                throw new CliException($"{option} '{path}': is a folder; name a file in it");
            }

            if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
            {
                throw new CliException($"{option} '{path}': there is no folder '{folder}'");
            }

            TryToWrite(option, path, path);
            return path;
        }

        private static void TryToWrite(string option, string path, string file)
        {
            try
            {
                bool isNew = !File.Exists(file);
                new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
                if (isNew)
                {
                    File.Delete(file);
                }
            }
            catch (UnauthorizedAccessException)
            {
                throw new CliException($"{option} '{path}': may not be written to by this user");
            }
            catch (FileNotFoundException)
            {
                // As in /proc, where there are files of the kernel's alone.
                throw new CliException($"{option} '{path}': cannot be written to: no file can be made there");
            }
            catch (IOException e)
            {
                throw new CliException($"{option} '{path}': cannot be written to: {e.Message.TrimEnd('.')}");
            }
        }
    }
}
