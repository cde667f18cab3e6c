using System;
using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Internet.V4;
using Nano.Net.Link;
using Nano.Net.Udp;

namespace Nano.Net.Sockets
{
    /// <summary>
    /// A protocol that lives within a stack: DHCP, DNS, SNTP. It has no thread and no buffers of its own. The stack calls
    /// it when its deadline has come, when a datagram for it has arrived, which it reads where it lies, when the state of
    /// this host's address has changed, and when the link has gone down or come up; what it sends it writes straight into the stack's frame.
    /// </summary>
    /// <remarks>
    /// All calls are made under the lock of the stack, by the thread of the runner or by who polls the stack: a service
    /// never waits, and nothing that it calls back may. What a service throws there, or what it calls back, is counted and
    /// told (<see cref="StackRunner.Faulted"/>): the service goes on with the next datagram, or at its next deadline.
    /// </remarks>
    public abstract class StackService : IDatagramReceiver, IDisposable
    {
        internal readonly StackRunner runner;
        internal readonly StackContext context;
        internal readonly Ipv4 ipv4;

        /// <summary>Where a datagram to be sent is built, from <see cref="datagramOffset"/> on; the stack's, from building to <see cref="Send(UdpEndpoint, uint, int, int)"/>.</summary>
        internal readonly byte[] datagram;

        /// <summary>Index of the first byte of a datagram in <see cref="datagram"/>.</summary>
        internal readonly int datagramOffset;

        /// <summary>Bytes that a datagram may have: it is never sent in fragments.</summary>
        internal readonly int datagramCapacity;

        // Milliseconds after which a service is called again that has thrown when its deadline came: the first time, and at most.
        private const int FirstFaultPause = 1000;
        private const int LongestFaultPause = 64000;

        private readonly ServiceTimer timer;
        private bool running;
        private int faultPause;

        /// <summary>Makes a service, which does nothing before it is started. Everything that it will ever need is allocated here.</summary>
        /// <param name="runner">Runs its stack.</param>
        internal StackService(StackRunner runner)
        {
            if (runner == null)
            {
                throw new ArgumentNullException("runner");
            }

            this.runner = runner;
            NetworkStack stack = runner.stack;
            context = stack.context;
            ipv4 = stack.ipv4;
            datagram = stack.link.transmitFrame;
            datagramOffset = stack.internet.payloadOffset + Wire.UdpDatagram.HeaderLength;
            datagramCapacity = datagram.Length - datagramOffset;
            timer = new ServiceTimer(this);
            lock (runner.sync)
            {
                context.timers.Reserve();
            }
        }

        /// <summary>Whether it was started, and not stopped since.</summary>
        public bool IsRunning
        {
            get { return running; }
        }

        /// <summary>Starts it. It may be stopped and started again.</summary>
        /// <exception cref="InvalidOperationException">It runs already.</exception>
        /// <exception cref="SocketException">Its port is taken.</exception>
        public void Start()
        {
            lock (runner.sync)
            {
                runner.CheckRunning();
                if (running)
                {
                    throw new InvalidOperationException("already started");
                }

                runner.BeginCall();
                OnStart();
                running = true;
                runner.Add(this);
                runner.EndCall();
            }
        }

        /// <summary>Stops it. The end of its runner does the same.</summary>
        public void Stop()
        {
            lock (runner.sync)
            {
                if (!running)
                {
                    return;
                }

                runner.BeginCall();
                running = false;
                runner.Remove(this);
                ClearDeadline();
                try
                {
                    OnStop();
                }
                catch (Exception e)
                {
                    ReportFault(e);
                }

                runner.EndCall();
            }
        }

        /// <summary>The same as <see cref="Stop"/>.</summary>
        public void Dispose()
        {
            Stop();
        }

        void IDatagramReceiver.OnDatagram(UdpEndpoint endpoint, Path source, int sourcePort, byte[] buffer, int ipOffset, int offset, int length)
        {
            try
            {
                OnDatagram(endpoint, source, sourcePort, buffer, ipOffset, offset, length);
            }
            catch (Exception e)
            {
                // The datagram is lost, as any may be.
                ReportFault(e);
            }
        }

        /// <summary>Its deadline has come.</summary>
        internal void RunDeadline(long now)
        {
            try
            {
                OnDue(now);
                faultPause = 0;
            }
            catch (Exception e)
            {
                ReportFault(e);
                faultPause = FaultLog.NextPause(faultPause, FirstFaultPause, LongestFaultPause);
                if (running && !timer.IsSet)
                {
                    // It has not come to setting the next one.
                    SetDeadline(now + faultPause);
                }
            }
        }

        /// <summary>The claim to this host's address has come further, or was lost.</summary>
        internal void RunAddressState(AddressState state)
        {
            if (!running)
            {
                return;
            }

            try
            {
                OnAddressState(state);
            }
            catch (Exception e)
            {
                ReportFault(e);
            }
        }

        /// <summary>The link has gone down or come up.</summary>
        internal void RunLinkChanged(bool isUp)
        {
            // A service that was told before may have stopped this one.
            if (!running)
            {
                return;
            }

            try
            {
                OnLinkChanged(isUp);
            }
            catch (Exception e)
            {
                ReportFault(e);
            }
        }

        /// <summary>IPv6's addresses, routers or name servers are others.</summary>
        internal void RunNetworkChanged()
        {
            if (!running)
            {
                return;
            }

            try
            {
                OnNetworkChanged();
            }
            catch (Exception e)
            {
                ReportFault(e);
            }
        }

        /// <summary>It was started: open ports, set the first deadline.</summary>
        internal abstract void OnStart();

        /// <summary>It was stopped: take leave, close ports. Its deadline is gone.</summary>
        internal abstract void OnStop();

        /// <summary>Its deadline has come, and is no longer set.</summary>
        /// <param name="now">The stack's time in milliseconds.</param>
        internal abstract void OnDue(long now);

        /// <summary>A datagram has arrived, as <see cref="IDatagramReceiver.OnDatagram"/> tells it.</summary>
        internal abstract void OnDatagram(UdpEndpoint endpoint, Path source, int sourcePort, byte[] buffer, int ipOffset, int offset, int length);

        /// <summary>
        /// The claim to this host's address has come further, or was lost. Called from within the claim: whoever wants to
        /// configure the stack in answer sets its deadline to now, and does it then.
        /// </summary>
        internal virtual void OnAddressState(AddressState state)
        {
        }

        /// <summary>
        /// IPv6's addresses, routers or name servers are others. Called in the midst of the change: what follows from it is done at the
        /// next deadline, which is set to now.
        /// </summary>
        internal virtual void OnNetworkChanged()
        {
        }

        /// <summary>Calls the application back, by one of its events.</summary>
        internal virtual void CallBack()
        {
        }

        /// <summary>Has the application called back. What it throws changes nothing for this service.</summary>
        /// <param name="part">What is told where it throws: the service and its event.</param>
        internal void CallBack(string part)
        {
            bool wasInCallback = context.inCallback;
            context.inCallback = true;
            try
            {
                CallBack();
            }
            catch (Exception e)
            {
                context.faults.Add(e, part);
            }

            context.inCallback = wasInCallback;
        }

        /// <summary>
        /// The link has gone down or come up. All below the services has done its part then: after "up", the address is announced
        /// or probed for again. Of several services, the one that was started first is told first.
        /// </summary>
        /// <param name="isUp">Whether it has come up.</param>
        internal virtual void OnLinkChanged(bool isUp)
        {
        }

        /// <summary>Whether the link was up when the stack last looked: <see cref="OnLinkChanged"/> tells when this changes.</summary>
        internal bool IsLinkUp
        {
            get { return runner.stack.link.monitor.isUp; }
        }

        /// <summary>An endpoint of this service, closed, without a queue.</summary>
        internal UdpEndpoint MakeEndpoint()
        {
            return new UdpEndpoint(runner.stack.udp, this);
        }

        /// <summary>Opens an endpoint on a port.</summary>
        /// <param name="endpoint">The endpoint, closed.</param>
        /// <param name="port">The port; 0 for one at random.</param>
        /// <exception cref="SocketException">The port is taken.</exception>
        internal void Open(UdpEndpoint endpoint, int port)
        {
            if (!TryOpen(endpoint, port))
            {
                throw new SocketException(SocketError.AddressAlreadyInUse);
            }
        }

        /// <summary>Opens an endpoint on a port. What is done without a caller, for a deadline or an answer, opens this way.</summary>
        /// <param name="endpoint">The endpoint, closed.</param>
        /// <param name="port">The port; 0 for one at random.</param>
        /// <returns>False where the port is taken, or none is free; it is closed then.</returns>
        internal bool TryOpen(UdpEndpoint endpoint, int port)
        {
            endpoint.Reset();
            if (endpoint.Bind(port))
            {
                return true;
            }

            endpoint.Close();
            return false;
        }

        /// <summary>Has <see cref="OnDue"/> called at a time; replaces the deadline that was set before.</summary>
        /// <param name="due">When, in stack milliseconds.</param>
        internal void SetDeadline(long due)
        {
            context.timers.Schedule(timer, due);
        }

        /// <summary>Has <see cref="OnDue"/> not called any more.</summary>
        internal void ClearDeadline()
        {
            context.timers.Cancel(timer);
        }

        /// <summary>Sends what was built in <see cref="datagram"/>.</summary>
        /// <returns>Whether it has gone, or waits for its next hop's hardware address; where not, a retransmission is the remedy.</returns>
        internal bool Send(UdpEndpoint endpoint, uint address, int port, int length)
        {
            return endpoint.Send(ipv4.Find(address), port, datagram, datagramOffset, length) >= 0;
        }

        /// <summary>Whether this host has an address to send from, of any protocol.</summary>
        internal bool HasAddress
        {
            get
            {
                InternetProtocol ipv6 = runner.stack.internet.ipv6;
                return ipv4.HasAddress || (ipv6 != null && ipv6.HasGlobalAddress);
            }
        }

        /// <summary>A random number of a range, for jitter.</summary>
        /// <param name="range">1 or more.</param>
        /// <returns>0 to <paramref name="range"/> - 1.</returns>
        internal int Random(int range)
        {
            return (int)(context.NextRandom() % (uint)range);
        }

        private void ReportFault(Exception exception)
        {
            context.faults.Add(exception, GetType().Name);
        }
    }
}
