using System;
using System.IO;

namespace Nano.Net.Management
{
    /// <summary>Settings in two files of a PC: the name that is given, with ".0" and ".1" behind it. They can be read and written by their owner alone.</summary>
    public sealed class FileSettingsMedium : ISettingsMedium
    {
        private readonly string path;

        /// <summary>Makes one. The files need not be there.</summary>
        /// <param name="path">The name of both files but for its end.</param>
        /// <exception cref="ArgumentException">There is no name.</exception>
        public FileSettingsMedium(string path)
        {
            ArgumentException.ThrowIfNullOrEmpty(path);
            this.path = path;
        }

        /// <inheritdoc/>
        public int Read(int slot, byte[] buffer)
        {
            string file = NameOf(slot);
            if (!File.Exists(file))
            {
                return 0;
            }

            using FileStream stream = new FileStream(file, FileMode.Open, FileAccess.Read);
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }

        /// <inheritdoc/>
        public void Write(int slot, byte[] buffer, int count)
        {
            FileStreamOptions options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                // A password's hash is in it, and what the program calls secret.
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using FileStream stream = new FileStream(NameOf(slot), options);
            stream.Write(buffer, 0, count);
            stream.Flush(flushToDisk: true);
        }

        private string NameOf(int slot)
        {
            return path + (slot == 0 ? ".0" : ".1");
        }
    }
}
