using System.Diagnostics;
using System.Globalization;

namespace Nano.Emulator
{
    /// <summary>
    /// A Linux network namespace of our own, made with <c>ip netns</c> and removed when disposed: traffic in it meets
    /// nothing else on the machine. A socket or a TAP device belongs to the namespace of the thread that made it.
    /// </summary>
    public sealed class NetworkNamespace : IDisposable
    {
        private const int NewNetwork = 0x40000000;
        private static int made;

        /// <summary>Makes a namespace, with its loopback interface up.</summary>
        /// <param name="prefix">Begins its name, which ends with the process id and a number, so that no two collide.</param>
        /// <exception cref="TapException">It cannot be made; the message says why and what would help.</exception>
        public NetworkNamespace(string prefix)
        {
            ArgumentException.ThrowIfNullOrEmpty(prefix);
            Name = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{Environment.ProcessId}-{Interlocked.Increment(ref made)}");
            Ip("netns", "add", Name);
            Ip("-n", Name, "link", "set", "lo", "up");
        }

        /// <summary>Its name, as <c>ip netns</c> lists it.</summary>
        public string Name { get; }

        /// <summary>Runs <c>ip</c> of iproute2.</summary>
        /// <param name="arguments">Its arguments.</param>
        /// <exception cref="TapException">It is not there, or failed; the message has its words.</exception>
        public static void Ip(params string[] arguments)
        {
            ArgumentNullException.ThrowIfNull(arguments);
            try
            {
                using Process process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
                string words = process.StandardError.ReadToEnd().Trim();
                process.WaitForExit();
                if (process.ExitCode != 0)
                {
                    throw new TapException($"'ip {string.Join(' ', arguments)}' failed: {words}; network namespaces need root");
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                throw new TapException("the command 'ip' is missing; install the package iproute2");
            }
        }

        /// <summary>Does something inside the namespace, on a thread of its own, and waits for it. What it throws, this throws.</summary>
        /// <param name="action">What to do.</param>
        public void Run(Action action)
        {
            Exception? failure = null;
            Thread thread = Start(() =>
            {
                try
                {
                    action();
                }
                catch (Exception e)
                {
                    failure = e;
                }
            });
            thread.Join();
            if (failure != null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            }
        }

        /// <summary>Makes something inside the namespace, a socket say, and returns it.</summary>
        /// <typeparam name="T">What is made.</typeparam>
        /// <param name="make">Makes it.</param>
        public T Run<T>(Func<T> make)
        {
            T? made = default;
            Run(() => { made = make(); });
            return made!;
        }

        /// <summary>Starts a thread inside the namespace; it ends there, too.</summary>
        /// <param name="action">What it does.</param>
        public Thread Start(Action action)
        {
            var thread = new Thread(() =>
            {
                Enter();
                action();
            })
            {
                IsBackground = true,
                Name = Name,
            };
            thread.Start();
            return thread;
        }

        /// <summary>Has the kernel's connections in here use Reno, the one congestion control that every kernel has built in: the machine's default may pace, or be anything.</summary>
        public void UseReno() => Run(() => File.WriteAllText("/proc/sys/net/ipv4/tcp_congestion_control", "reno"));

        /// <summary>Removes the namespace with everything in it.</summary>
        public void Dispose()
        {
            try
            {
                Ip("netns", "delete", Name);
            }
            catch (TapException)
            {
                // It is gone already, which is what was wanted.
            }
        }

        private void Enter()
        {
            int handle = Libc.Open("/var/run/netns/" + Name, Libc.OpenCloseOnExec);
            int result = Libc.SetNamespace(handle, NewNetwork);
            _ = Libc.Close(handle);
            if (result != 0)
            {
                throw new TapException($"cannot enter the network namespace {Name}; this needs root");
            }
        }
    }
}
