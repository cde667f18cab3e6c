using System;
using Nano.Net.Core;
using Nano.Net.Http;
using Nano.Net.Internet;
using Nano.Net.Sockets;
using Nano.Net.Udp;

namespace Nano.Net.Management
{
    /// <summary>
    /// Sends the lines of a log to a syslog server: a datagram a line (RFC 5426), in the format of RFC 5424. It asks nobody whether
    /// they arrive, and sends in clear.
    /// </summary>
    /// <remarks>It looks once a second for what is new, and sends at most ten lines a second. What is gone from the log before it was sent is counted (<see cref="Lost"/>).</remarks>
    public sealed class SyslogClient : StackService
    {
        private const int Interval = 1000;

        // Milliseconds between two lines where several wait: the first has the receiver's hardware address asked for, and of what
        // follows meanwhile most would be dropped.
        private const int Pause = 100;

        // What every receiver must take of IPv4 (RFC 5426 section 3.2).
        private const int LongestMessage = 480;

        private readonly DeviceLog log;
        private readonly SyslogOptions options;
        private readonly LogLine line = new LogLine();
        private readonly Utf8Buffer message = new Utf8Buffer(LongestMessage);
        private readonly UdpEndpoint endpoint;
        private IPAddress server;

        // The number of the line to be sent next.
        private int next;

        /// <summary>Makes one. It sends nothing before it is started.</summary>
        /// <param name="runner">Runs the stack.</param>
        /// <param name="log">The log.</param>
        /// <param name="options">Settings; not to be changed any more.</param>
        /// <exception cref="ArgumentNullException">Something is missing.</exception>
        /// <exception cref="ArgumentException">An option is impossible; the message names it.</exception>
        public SyslogClient(StackRunner runner, DeviceLog log, SyslogOptions options)
            : base(runner)
        {
            if (log == null || options == null)
            {
                throw new ArgumentNullException(log == null ? "log" : "options");
            }

            options.Validate();
            this.log = log;
            this.options = options;
            server = options.Server;
            endpoint = MakeEndpoint();
        }

        /// <summary>Where the lines go; null for nowhere, so that they wait in the log. It may be changed at any time.</summary>
        public IPAddress Server
        {
            get
            {
                return server;
            }

            set
            {
                lock (runner.sync)
                {
                    server = value;
                }
            }
        }

        /// <summary>Lines that were sent.</summary>
        public long Sent { get; private set; }

        /// <summary>Lines that were displaced from the log before they could be sent.</summary>
        public long Lost { get; private set; }

        internal override void OnStart()
        {
            Open(endpoint, 0);
            SetDeadline(context.now + Interval);
        }

        internal override void OnStop()
        {
            endpoint.Close();
        }

        internal override void OnDue(long now)
        {
            SetDeadline(now + Interval);
            if (server == null || !IsLinkUp || !HasAddress || !log.TryRead(next, line))
            {
                return;
            }

            Write();
            Array.Copy(message.Bytes, 0, datagram, datagramOffset, message.Length);
            if (endpoint.Send(server, options.Port, datagram, datagramOffset, message.Length) < 0)
            {
                // No route, or no room: the line stays for the next time.
                return;
            }

            Lost += line.number - next;
            next = line.number + 1;
            Sent++;
            if (next < log.Written)
            {
                SetDeadline(now + Pause);
            }
        }

        internal override void OnDatagram(UdpEndpoint from, Path source, int sourcePort, byte[] buffer, int ipOffset, int offset, int length)
        {
            // Nothing that a syslog server says is of interest.
        }

        // <PRI>1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG (RFC 5424 section 6).
        private void Write()
        {
            message.Clear();
            message.WriteByte((byte)'<');
            message.Write((options.Facility * 8) + (int)line.severity);
            message.Write(">1 ");
            DateTime utc;
            if (log.TryGetTime(line.time, out utc))
            {
                DeviceLog.WriteTime(message, utc);
            }
            else
            {
                message.WriteByte((byte)'-');
            }

            message.WriteByte((byte)' ');
            message.Write(options.HostName);
            message.WriteByte((byte)' ');
            message.Write(options.Application);
            message.Write(" - - - ");
            if (HasOtherThanAscii())
            {
                // UTF-8 announces itself (MSG-UTF8, section 6.4).
                message.WriteByte(0xEF);
                message.WriteByte(0xBB);
                message.WriteByte(0xBF);
            }

            message.Write(line.text, 0, line.length);
        }

        private bool HasOtherThanAscii()
        {
            for (int i = 0; i < line.length; i++)
            {
                if (line.text[i] >= 0x80)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
