using System;
using Nano.Net.Core;
using Nano.Net.Http;
using Nano.Net.Internet;
using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Net.Udp;

namespace Nano.Net.Management
{
    /// <summary>
    /// Writes into a log what a stack and its services have to say: that the link is up or down, which address was got of whom or
    /// lost, that the time is known, what was thrown, and how many logins were wrong.
    /// </summary>
    public sealed class NetworkLog : StackService
    {
        // Milliseconds from one line about wrong logins to the next: they are counted, not listed.
        private const int LoginInterval = 60000;

        private readonly DeviceLog log;
        private readonly object sync = new object();
        private int wrongLogins;
        private bool hadAddress;
        private bool hadTime;

        /// <summary>Makes one, which follows faults at once, and the link from its start.</summary>
        /// <param name="runner">Runs the stack.</param>
        /// <param name="log">The log.</param>
        /// <exception cref="ArgumentNullException">Something is missing.</exception>
        public NetworkLog(StackRunner runner, DeviceLog log)
            : base(runner)
        {
            if (log == null)
            {
                throw new ArgumentNullException("log");
            }

            this.log = log;
            runner.Faulted += OnFault;
        }

        /// <summary>Follows a DHCP client.</summary>
        public void Follow(DhcpClient dhcp)
        {
            dhcp.Changed += OnLease;
        }

        /// <summary>Follows a time client.</summary>
        public void Follow(SntpClient sntp)
        {
            sntp.Synchronized += OnTime;
        }

        /// <summary>Follows an HTTP server: its wrong logins.</summary>
        public void Follow(HttpServer http)
        {
            http.Failed += OnHttpFailed;
        }

        internal override void OnStart()
        {
            log.Write(LogSeverity.Notice, "link", IsLinkUp ? "up" : "down");
            SetDeadline(context.now + LoginInterval);
        }

        internal override void OnStop()
        {
            ClearDeadline();
        }

        internal override void OnLinkChanged(bool isUp)
        {
            log.Write(isUp ? LogSeverity.Notice : LogSeverity.Warning, "link", isUp ? "up" : "down");
        }

        internal override void OnDue(long now)
        {
            SetDeadline(now + LoginInterval);
            int count;
            lock (sync)
            {
                count = wrongLogins;
                wrongLogins = 0;
            }

            if (count > 0)
            {
                log.Write(LogSeverity.Warning, "login", count.ToString() + (count == 1 ? " wrong login" : " wrong logins") + " in the last minute");
            }
        }

        internal override void OnDatagram(UdpEndpoint endpoint, Path source, int sourcePort, byte[] buffer, int ipOffset, int offset, int length)
        {
            // It has no port.
        }

        private void OnFault(Exception exception, string part)
        {
            string message = exception.Message;
            log.Write(LogSeverity.Error, part, message == null || message.Length == 0 ? "has thrown an exception" : message);
        }

        private void OnLease(DhcpClient dhcp)
        {
            if (dhcp.PrefixLength != 0)
            {
                hadAddress = true;
                string address = dhcp.Address.ToString() + "/" + dhcp.PrefixLength.ToString();
                log.Write(
                    LogSeverity.Notice,
                    "address",
                    dhcp.IsLinkLocal ? address + ", link-local: no DHCP server has answered" : address + " from " + dhcp.Server.ToString());
            }
            else if (hadAddress)
            {
                hadAddress = false;
                log.Write(LogSeverity.Warning, "address", "none any more");
            }
        }

        private void OnTime(SntpClient sntp)
        {
            if (!hadTime)
            {
                hadTime = true;
                log.Write(LogSeverity.Notice, "time", "set by " + sntp.Server.ToString());
            }
        }

        private void OnHttpFailed(HttpFailure failure, IPEndPoint peer, Exception exception)
        {
            if (failure == HttpFailure.CredentialsWrong || failure == HttpFailure.TooManyLogins)
            {
                lock (sync)
                {
                    wrongLogins++;
                }
            }
        }
    }
}
