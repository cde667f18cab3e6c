using System.Diagnostics;
using System.Globalization;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>The kernel as the client of an echo server.</summary>
    internal static class EchoClient
    {
        private const double Mebibyte = 1024 * 1024;

        /// <summary>Sends bytes that a seed determines, reads them back meanwhile, and fails where they have changed.</summary>
        /// <returns>How fast that was, in words.</returns>
        internal static string Run(KernelHost host, long length, ulong seed = 1, IPAddress? address = null)
        {
            using KernelSocket kernel = host.Connect(address ?? Lab.Address, EchoServer.Port);
            using Stream stream = kernel.Stream();
            var watch = Stopwatch.StartNew();
            Digest received = default;
            var reader = new Worker(() => received = Digest.Read(stream));
            Digest sent = Digest.Write(stream, length, seed);
            kernel.Shutdown(KernelShutdown.Send);
            reader.Join();
            Assert.Equal(sent, received);
            double seconds = watch.Elapsed.TotalSeconds;
            return string.Create(CultureInfo.InvariantCulture, $"{length / Mebibyte:F1} MiB each way in {seconds:F2} s: {length / Mebibyte / seconds:F1} MiB/s each way");
        }
    }
}
