using Nano.Net.Link;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>
    /// The far end of a serial line: the kernel's IP behind a TUN interface, and the RFC's own SLIP between that and the
    /// line, with noise in both directions.
    /// </summary>
    internal sealed class SlipHost : IDisposable
    {
        private readonly PseudoTerminal terminal;
        private readonly TapDevice tun;
        private readonly AutoResetEvent available = new(true);
        private readonly Rfc1055 decoder;
        private readonly Worker[] workers;
        private volatile bool stopping;

        /// <summary>Sets it up.</summary>
        /// <param name="terminal">Its end of the line.</param>
        /// <param name="tun">The kernel's interface, which is disposed with this.</param>
        /// <param name="toHost">Noise on the way here.</param>
        /// <param name="fromHost">Noise on the way from here.</param>
        internal SlipHost(PseudoTerminal terminal, TapDevice tun, LineNoise toHost, LineNoise fromHost)
        {
            Assert.Equal(LinkMedium.Ip, tun.Capabilities.Medium);
            this.terminal = terminal;
            this.tun = tun;
            decoder = new Rfc1055(tun.MaximumTransmissionUnit);
            tun.FrameAvailable += () => available.Set();
            workers = Worker.Start(() => FromLine(toHost), () => ToLine(fromHost));
        }

        /// <summary>Packets that the kernel has sent, as they went on the line.</summary>
        internal int Sent { get; private set; }

        public void Dispose()
        {
            stopping = true;
            terminal.Stop();
            available.Set();
            foreach (Worker worker in workers)
            {
                worker.Join();
            }

            tun.Dispose();
            terminal.Dispose();
        }

        private void FromLine(LineNoise noise)
        {
            byte[] bytes = new byte[4096];
            int count;
            while ((count = terminal.Read(bytes)) > 0)
            {
                foreach (byte[] packet in decoder.Take(noise.Disturb(bytes.AsSpan(0, count))))
                {
                    // What noise has made of a packet may be none; the kernel says no.
                    _ = tun.Send(packet, 0, packet.Length);
                }
            }
        }

        private void ToLine(LineNoise noise)
        {
            byte[] packet = new byte[tun.MaximumTransmissionUnit];
            while (!stopping)
            {
                available.WaitOne();
                int length;
                while (!stopping && (length = tun.Receive(packet, 0, packet.Length)) > 0)
                {
                    Sent++;
                    terminal.Write(noise.Disturb(Rfc1055.Encode(packet.AsSpan(0, length))));
                }
            }
        }
    }
}
