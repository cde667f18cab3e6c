using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>
    /// A network namespace of the kernel, made by `ip netns` and removed with the object. Its name tells which process has
    /// made it, so that what a killed run has left behind is found and removed by the next one, and nothing else ever is.
    /// </summary>
    internal sealed partial class NetworkNamespace : IDisposable
    {
        private const string Folder = "/run/netns";
        private const string Prefix = "nano-interop";
        private const int NewNetwork = 0x40000000;

        private static int made;

        private readonly SafeFileHandle handle;

        internal NetworkNamespace()
        {
            Name = string.Create(
                CultureInfo.InvariantCulture,
                $"{Prefix}-{Environment.ProcessId}-{StartTime(Environment.ProcessId)}-{Interlocked.Increment(ref made)}");
            ProgramResult result = Program.Run("ip", ["netns", "add", Name]);
            Assert.True(result.ExitCode == 0, $"no network namespace: {result.Error}");
            handle = File.OpenHandle(Path.Combine(Folder, Name));
        }

        internal string Name { get; }

        /// <summary>Whether network namespaces can be made here; else why not.</summary>
        internal static bool Available(out string reason)
        {
            if (!OperatingSystem.IsLinux())
            {
                reason = "network namespaces are a feature of Linux";
                return false;
            }

            if (!Environment.IsPrivilegedProcess)
            {
                reason = "making a network namespace takes root: run this with sudo";
                return false;
            }

            if (!Program.IsInstalled("ip"))
            {
                reason = "`ip` is missing: install iproute2";
                return false;
            }

            RemoveLeftovers();
            string probe = string.Create(CultureInfo.InvariantCulture, $"{Prefix}-{Environment.ProcessId}-{StartTime(Environment.ProcessId)}-0");
            ProgramResult result = Program.Run("ip", ["netns", "add", probe]);
            _ = Program.Run("ip", ["netns", "delete", probe]);
            reason = result.ExitCode == 0 ? "" : $"network namespaces cannot be made here: {result.Error.Trim()}";
            return result.ExitCode == 0;
        }

        /// <summary>Calls a function on a thread of its own within the namespace. What sockets and devices it makes belong there ever after, whoever uses them.</summary>
        internal T Run<T>(Func<T> function)
        {
            T value = default!;
            ExceptionDispatchInfo? failure = null;
            var thread = new Thread(() =>
            {
                try
                {
                    if (SetNamespace(handle, NewNetwork) != 0)
                    {
                        throw new InvalidOperationException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");
                    }

                    value = function();
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
            });
            thread.Start();
            thread.Join();
            failure?.Throw();
            return value;
        }

        public void Dispose()
        {
            handle.Dispose();
            _ = Program.Run("ip", ["netns", "delete", Name]);
        }

        [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
        private static partial int SetNamespace(SafeFileHandle descriptor, int type);

        private static void RemoveLeftovers()
        {
            if (!Directory.Exists(Folder))
            {
                return;
            }

            foreach (string path in Directory.GetFiles(Folder, Prefix + "-*"))
            {
                // prefix-with-dash, process, its start time, number
                string[] parts = Path.GetFileName(path)[(Prefix.Length + 1)..].Split('-');
                if (parts.Length == 3 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out int process) && StartTime(process) != parts[1])
                {
                    _ = Program.Run("ip", ["netns", "delete", Path.GetFileName(path)]);
                }
            }
        }

        // Field 22 of /proc/PID/stat: with it a process is known from another one that has got its number later.
        private static string StartTime(int process)
        {
            try
            {
                string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
                return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
            }
            catch (IOException)
            {
                return "gone";
            }
        }
    }
}
