namespace Nano.Net.InteropTests.Support
{
    /// <summary>radvd: it makes a host the router of a link, and advertises it.</summary>
    internal sealed class Radvd : IDisposable
    {
        /// <summary>A prefix, where there is only one.</summary>
        internal const string Prefix = "2001:db8:77::";

        private readonly TemporaryFolder folder = new();
        private readonly NetworkNamespace host;
        private readonly string on;
        private Program? program;

        /// <summary>Starts it.</summary>
        /// <param name="host">Where.</param>
        /// <param name="on">The interface, which has a link-local address.</param>
        /// <param name="prefix">The prefix of 64 bits that it gives, as 2001:db8:1::; null for none.</param>
        /// <param name="settings">Further lines about the interface.</param>
        internal Radvd(NetworkNamespace host, string on, string? prefix, string settings = "")
        {
            Program.Require("radvd", "radvd");
            this.host = host;
            this.on = on;
            Write(prefix, 600, settings);
            Start();
        }

        /// <summary>Starts it again.</summary>
        internal void Start() => program = new Program("radvd", ["-n", "-m", "stderr", "-C", folder["radvd.conf"], "-p", folder["radvd.pid"]], host, seconds: 120);

        /// <summary>Has it say that addresses of its prefix are to be used for nothing new.</summary>
        internal void Deprecate(string prefix, string settings = "")
        {
            Write(prefix, 0, settings);
            Program.Run("kill", ["-HUP", $"{program!.FindProcess()}"]).Succeeded();
        }

        /// <summary>Ends it: it says with its last word that it is a router no more.</summary>
        internal void Stop()
        {
            program!.Terminate();
            program.WaitForEnd();
            program.Dispose();
            program = null;
        }

        public void Dispose()
        {
            program?.Dispose();
            folder.Dispose();
        }

        private void Write(string? prefix, int preferred, string settings) => File.WriteAllText(folder["radvd.conf"], $$"""
            interface {{on}} {
              AdvSendAdvert on;
              MinRtrAdvInterval 3;
              MaxRtrAdvInterval 4;
              AdvDefaultLifetime 60;
              {{settings}}
              {{(prefix == null ? "" : $"prefix {prefix}/64 {{ AdvValidLifetime 600; AdvPreferredLifetime {preferred}; }};")}}
            };
            """);
    }
}
