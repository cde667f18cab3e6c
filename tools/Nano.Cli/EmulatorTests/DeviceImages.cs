using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Nano.Cli
{
    /// <summary>The images (.pe files) that a build for the device has left in a folder.</summary>
    internal static class DeviceImages
    {
        /// <summary>All images of a folder, each behind those that it refers to, as the interpreter wants them.</summary>
        public static IReadOnlyList<string> InOrder(string folder)
        {
            var images = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (string file in Directory.GetFiles(folder, "*.pe"))
            {
                images.Add(Path.GetFileNameWithoutExtension(file), file);
            }

            if (images.Count == 0)
            {
                throw new CliException($"there is no .pe file in '{folder}'", NanoCommand.Failed);
            }

            var ordered = new List<string>();
            var seen = new HashSet<string>();
            foreach (string name in images.Keys)
            {
                Add(name);
            }

            return ordered;

            void Add(string name)
            {
                if (images.TryGetValue(name, out string? image) && seen.Add(name))
                {
                    foreach (string reference in ReferencesOf(image))
                    {
                        Add(reference);
                    }

                    ordered.Add(image);
                }
            }
        }

        // The assembly from which an image was made lies beside it, and is the easier one to read.
        private static List<string> ReferencesOf(string image)
        {
            string? assembly = new[] { ".dll", ".exe" }.Select(extension => Path.ChangeExtension(image, extension)).FirstOrDefault(File.Exists);
            if (assembly == null)
            {
                return [];
            }

            using var reader = new PEReader(File.OpenRead(assembly));
            MetadataReader metadata = reader.GetMetadataReader();
            return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).Order(StringComparer.Ordinal)];
        }
    }
}
