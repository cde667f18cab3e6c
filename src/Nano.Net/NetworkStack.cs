using System;
using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Internet.V4;
using Nano.Net.Link;
using Nano.Net.Tcp;
using Nano.Net.Udp;
using Nano.Net.Wire;

namespace Nano.Net
{
    /// <summary>
    /// A TCP/IP stack on one link device. It does no I/O of its own, reads no clock and starts no thread: it is told the
    /// time, takes and hands over frames, and says when it wants to be called again.
    /// </summary>
    /// <remarks>
    /// One thread at a time. <c>Nano.Net.Sockets.StackRunner</c> runs one for blocking sockets; a simulation calls
    /// <see cref="Poll"/> by itself, under a clock of its own.
    /// </remarks>
    public sealed partial class NetworkStack
    {
        /// <summary>What <see cref="Poll"/> returns where only a frame or a call can bring anything new.</summary>
        public const int Forever = int.MaxValue;

        // Events that go into a secret which the application has not given.
        private const int EventsToMix = 64;

        // Frames taken in one Poll: enough to pay for the lock, few enough not to keep applications waiting.
        private const int ReceiveBatch = 32;

        internal readonly StackContext context;
        internal readonly ILinkDevice device;
        internal readonly LinkLayer link;

        internal readonly InternetLayer internet;
        internal readonly Ipv4 ipv4;
        internal readonly UdpLayer udp;
        internal readonly TcpLayer tcp;
        private bool started;

        /// <summary>Makes a stack. Everything that it will ever need is allocated here.</summary>
        /// <param name="device">The link device.</param>
        /// <param name="options">Sizes and settings; not kept.</param>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and its range.</exception>
        public NetworkStack(ILinkDevice device, StackOptions options)
        {
            if (device == null)
            {
                throw new ArgumentNullException("device");
            }

            if (options == null)
            {
                throw new ArgumentNullException("options");
            }

            options.Validate();
            byte[] secret = options.Secret;
            if (secret == null)
            {
                secret = new byte[8];
                new Random().NextBytes(secret);
            }

            // One for the monitor of the link.
            Ipv6Factory ipv6 = (Ipv6Factory)options.IPv6;
            int deadlines = 1 + Ipv4.TimerCount + (ipv6 == null ? 0 : ipv6.TimerCount) + options.Connections + options.HalfOpenConnections + options.TimeWaitConnections;
            context = new StackContext(deadlines, BitConverter.ToUInt32(secret, 0), BitConverter.ToUInt32(secret, 4));
            this.device = device;
            link = new LinkLayer(context, device, options.MaximumTransmissionUnit);
            link.monitor = new LinkMonitor(link, device);
            link.monitor.changed += OnLinkChanged;
            internet = new InternetLayer(link, ipv6 == null ? Ipv4Packet.HeaderLength : ipv6.HeaderLength, options);
            NeighborCache neighbors = new NeighborCache(context, link, options);
            ipv4 = new Ipv4(context, link, internet, neighbors, options);
            if (ipv6 != null)
            {
                internet.ipv6 = ipv6.Create(context, link, internet, neighbors, options);
                link.ipv6 = internet.ipv6;
            }

            if (options.Secret == null)
            {
                context.eventsToMix = EventsToMix;
                FrameEntropy.Gather(context, link);
            }

            udp = new UdpLayer(context, internet, options);
            tcp = new TcpLayer(context, link, internet, options);
            Counters = new StackCounters(
                link.counters, internet, ipv4.groups == null ? null : ipv4.groups.igmp.counters, udp.counters, tcp.counters, context.faults);
            ipv4.Configure(options.Address.value, options.PrefixLength, options.Gateway.value);
        }

        /// <summary>What was counted.</summary>
        public StackCounters Counters { get; }

        /// <summary>Bytes of a connection's send buffer (<see cref="StackOptions.SendBufferSize"/>).</summary>
        public int SendBufferSize
        {
            get { return tcp.sendBufferSize; }
        }

        /// <summary>This host's address; <see cref="IPAddress.Any"/> where it has none, or not yet.</summary>
        public IPAddress Address
        {
            get { return new IPAddress(ipv4.routes.address); }
        }

        /// <summary>Whether the link is up, as far as the device knows.</summary>
        public bool IsLinkUp
        {
            get { return link.IsUp(); }
        }

        /// <summary>What the link's frames look like.</summary>
        public LinkMedium LinkMedium
        {
            get { return device.Capabilities.Medium; }
        }

        /// <summary>Shows every frame to an observer from now on. It costs nothing as long as there is none.</summary>
        /// <param name="observer">The observer. Where there are several, they are called in the order in which they were added.</param>
        /// <remarks>Any thread may call this, an observer that is being called too. It allocates where there is another observer.</remarks>
        /// <exception cref="ArgumentNullException"><paramref name="observer"/> is null.</exception>
        public void AddFrameObserver(IFrameObserver observer)
        {
            if (observer == null)
            {
                throw new ArgumentNullException("observer");
            }

            link.AddObserver(observer);
        }

        /// <summary>Shows no more frames to an observer. One that was never added is ignored; of one that was added twice, one remains.</summary>
        /// <param name="observer">The observer.</param>
        /// <remarks>As <see cref="AddFrameObserver"/>. A frame that another thread is just showing may still come.</remarks>
        /// <exception cref="ArgumentNullException"><paramref name="observer"/> is null.</exception>
        public void RemoveFrameObserver(IFrameObserver observer)
        {
            if (observer == null)
            {
                throw new ArgumentNullException("observer");
            }

            link.RemoveObserver(observer);
        }

        /// <summary>Tells an observer of every change of state of a connection from now on. It costs nothing as long as there is none.</summary>
        /// <param name="observer">The observer. Where there are several, they are called in the order in which they were added.</param>
        /// <remarks>As <see cref="AddFrameObserver"/>.</remarks>
        /// <exception cref="ArgumentNullException"><paramref name="observer"/> is null.</exception>
        public void AddTcpObserver(ITcpObserver observer)
        {
            if (observer == null)
            {
                throw new ArgumentNullException("observer");
            }

            tcp.AddObserver(observer);
        }

        /// <summary>Tells an observer nothing more. One that was never added is ignored; of one that was added twice, one remains.</summary>
        /// <param name="observer">The observer.</param>
        /// <remarks>As <see cref="RemoveFrameObserver"/>.</remarks>
        /// <exception cref="ArgumentNullException"><paramref name="observer"/> is null.</exception>
        public void RemoveTcpObserver(ITcpObserver observer)
        {
            if (observer == null)
            {
                throw new ArgumentNullException("observer");
            }

            tcp.RemoveObserver(observer);
        }

        /// <summary>Gives the host an IPv4 address, another one, or none. Connections of the old one end.</summary>
        /// <param name="address">The address; <see cref="IPAddress.Any"/> for none.</param>
        /// <param name="prefixLength">Bits of the network part, 0 to 32.</param>
        /// <param name="gateway">The router; <see cref="IPAddress.Any"/> for none.</param>
        /// <exception cref="ArgumentNullException">There is no address or no gateway.</exception>
        /// <exception cref="ArgumentException">One of them is an IPv6 address.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="prefixLength"/> is out of its range.</exception>
        public void Configure(IPAddress address, int prefixLength, IPAddress gateway)
        {
            if (address is null)
            {
                throw new ArgumentNullException("address");
            }

            if (gateway is null)
            {
                throw new ArgumentNullException("gateway");
            }

            if (address.ipv6 != null || gateway.ipv6 != null)
            {
                throw new ArgumentException("address and gateway are those of IPv4");
            }

            if (prefixLength < 0 || prefixLength > 32)
            {
                throw new ArgumentOutOfRangeException("prefixLength");
            }

            ipv4.Configure(address.value, prefixLength, gateway.value);
        }

        /// <summary>Takes frames that have arrived, and does what is due.</summary>
        /// <param name="nowMilliseconds">The time, on a clock that never runs backwards.</param>
        /// <returns>Milliseconds until there is something to do, unless a frame or a call comes before: 0 for at once, <see cref="Forever"/> for nothing.</returns>
        public int Poll(long nowMilliseconds)
        {
            if (!started)
            {
                Start(nowMilliseconds);
            }

            context.now = nowMilliseconds;
            int left = ReceiveBatch;
            while (left > 0 && link.Receive())
            {
                left--;
            }

            if (link.monitor.hint != 0)
            {
                link.monitor.Look();
            }

            TimerQueue timers = context.timers;
            long due = timers.count == 0 ? TimerQueue.Never : timers.heap[0].due;
            if (due <= nowMilliseconds)
            {
                timers.RunDue(nowMilliseconds);
                due = timers.NextDue();
            }

            if (tcp.toWake != null)
            {
                tcp.WakeWaiters();
            }

            if (left == 0)
            {
                return 0;
            }

            if (due == TimerQueue.Never)
            {
                return Forever;
            }

            due -= nowMilliseconds;
            return due <= 0 ? 0 : due < Forever ? (int)due : Forever - 1;
        }

        /// <summary>A picture of all listeners and connections, as netstat shows them.</summary>
        public ConnectionInfo[] GetConnections()
        {
            return tcp.GetConnections();
        }

        /// <summary>
        /// What there is to do below the services when the link has gone down or come up, in this order. Services follow, in the
        /// order in which they were started.
        /// </summary>
        private void OnLinkChanged(bool isUp)
        {
            context.Mix(isUp ? 1u : 0u);
            ipv4.neighbors.OnLinkChanged(isUp);
            internet.OnLinkChanged(isUp);
        }

        /// <summary>
        /// Tells the time for the first time. The constructor, which was told none, has set its deadlines (the second
        /// announcement of the address, say) as if it were 0.
        /// </summary>
        internal void Start(long nowMilliseconds)
        {
            started = true;
            context.timers.Shift(nowMilliseconds - context.now);
            context.now = nowMilliseconds;
        }

        /// <summary>Resets every connection and closes every port and UDP socket. For the end of the program.</summary>
        public void Abort()
        {
            tcp.Abort();
            udp.Abort();
        }
    }
}
