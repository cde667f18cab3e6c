namespace Nano.Net.InteropTests.Support
{
    /// <summary>A folder that is gone after the test.</summary>
    internal sealed class TemporaryFolder : IDisposable
    {
        private readonly string path = Directory.CreateTempSubdirectory("nano-interop-").FullName;

        /// <summary>The path of a file in it.</summary>
        internal string this[string file] => Path.Combine(path, file);

        public void Dispose() => Directory.Delete(path, true);
    }
}
