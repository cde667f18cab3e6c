using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Nano.Build
{
    /// <summary>
    /// Writes what is flashed to a board: the .pe of a program and of all that it refers to, each behind those that it
    /// refers to itself, each filled up with zeros to a multiple of 4 bytes.
    /// </summary>
    public sealed class WriteDeploymentImage : Task
    {
        private const int Alignment = 4;

        private readonly Dictionary<string, string> assemblies = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        private readonly HashSet<string> seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        private readonly List<string> images = new List<string>();

        /// <summary>The program's assembly; its .pe lies beside it.</summary>
        [Required]
        public string Program { get; set; }

        /// <summary>Assemblies that it may refer to; each has its .pe beside it.</summary>
        [Required]
        public ITaskItem[] References { get; set; }

        /// <summary>The file to write.</summary>
        [Required]
        public string Image { get; set; }

        public override bool Execute()
        {
            foreach (ITaskItem reference in References)
            {
                assemblies[Path.GetFileNameWithoutExtension(reference.ItemSpec)] = reference.GetMetadata("FullPath");
            }

            Add(Program);
            if (Log.HasLoggedErrors)
            {
                return false;
            }

            using (FileStream image = File.Create(Image))
            {
                foreach (string part in images)
                {
                    byte[] bytes = File.ReadAllBytes(part);
                    Array.Resize(ref bytes, (bytes.Length + Alignment - 1) / Alignment * Alignment);
                    image.Write(bytes, 0, bytes.Length);
                }
            }

            string size = new FileInfo(Image).Length.ToString("N0", CultureInfo.InvariantCulture);
            Log.LogMessage(MessageImportance.High, "{0} -> {1} ({2} bytes)", Path.GetFileNameWithoutExtension(Program), Path.GetFullPath(Image), size);
            return true;
        }

        private void Add(string assembly)
        {
            if (!seen.Add(Path.GetFileNameWithoutExtension(assembly)))
            {
                return;
            }

            // Loaded from memory, so that the file stays free, and only asked for names: nothing of it runs.
            IEnumerable<string> names = Assembly.Load(File.ReadAllBytes(assembly)).GetReferencedAssemblies().Select(name => name.Name);
            foreach (string name in names.OrderBy(name => name, StringComparer.Ordinal))
            {
                if (assemblies.TryGetValue(name, out string reference))
                {
                    Add(reference);
                }
                else
                {
                    Log.LogError("{0} refers to {1}, which is not among the references of the program.", Path.GetFileName(assembly), name);
                }
            }

            string image = Path.ChangeExtension(assembly, ".pe");
            if (File.Exists(image))
            {
                images.Add(image);
            }
            else
            {
                Log.LogError("There is no {0}: was {1} built for the device?", image, Path.GetFileName(assembly));
            }
        }
    }
}
