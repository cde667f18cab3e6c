using System.Reflection;
using System.Runtime.Loader;

namespace Nano.Fuzzing
{
    /// <summary>A second copy of the stack and of the fuzzer in this process, in which the stack says which of its blocks are entered.</summary>
    internal sealed class InstrumentedContext : AssemblyLoadContext
    {
        private static readonly string[] Rewritten = ["Nano.Net", "Nano.Net.Dhcpv6", "Nano.Net.Http", "Nano.Net.IPv6", "Nano.Net.Services", "Nano.Net.Sockets"];
        private static readonly string[] Copied = ["Nano.Fuzzing", "Nano.Simulation", "Nano.Emulator"];

        private readonly Dictionary<string, byte[]> images = [];
        private readonly Instrumenter instrumenter = new();

        internal InstrumentedContext()
            : base("instrumented")
        {
            foreach (string name in Rewritten)
            {
                images.Add(name, instrumenter.Rewrite(PathOf(name)));
            }
        }

        /// <summary>For each block its source lines, see <see cref="Instrumenter.Lines"/>.</summary>
        internal string[] Lines => [.. instrumenter.Lines];

        /// <summary>The same type in this context.</summary>
        internal Type Find(Type type) => LoadFromAssemblyName(type.Assembly.GetName()).GetType(type.FullName!, throwOnError: true)!;

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string name = assemblyName.Name!;
            return images.TryGetValue(name, out byte[]? image) ? LoadFromStream(new MemoryStream(image))
                : Copied.Contains(name) ? LoadFromAssemblyPath(PathOf(name))
                : null;
        }

        private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");
    }
}
