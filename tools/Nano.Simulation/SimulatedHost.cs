using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.IPv6;
using Nano.Net.IPv6.Wire;
using Nano.Net.Link;
using Nano.Net.Sockets;
using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>A stack in virtual time, and the applications on it: each is asked after every poll to do what it can.</summary>
    internal sealed class SimulatedHost : IClock
    {
        private readonly List<Func<bool>> applications = [];
        private readonly VirtualHost host;
        private readonly FaultyPort? socket;
        private long wakeAt;

        internal SimulatedHost(VirtualNetwork network, ILinkDevice port, StackOptions options)
        {
            Network = network;
            socket = port as FaultyPort;
            Link = new MeteredLink(port, Meter);
            Stack = new NetworkStack(Link, options);
            host = network.Add(port, Poll);
        }

        internal NetworkStack Stack { get; }

        internal MeteredLink Link { get; }

        /// <summary>Its IPv6; null where it has none.</summary>
        internal Ipv6? Ipv6 => Stack.internet.ipv6 as Ipv6;

        /// <summary>The IPv6 address for its link that is in use, as <see cref="ObservedTcp.Source"/> has it; null where there is none.</summary>
        internal UInt128? LinkLocalAddress =>
            Ipv6?.discovery.own is { } own && own.FindLinkLocal() is >= 0 and int place ? AddressAt(own, place) : null;

        /// <summary>The hardware address that others see.</summary>
        internal byte[] VisibleAddress => socket?.VisibleAddress ?? Link.HardwareAddress;

        internal AllocationMeter Meter { get; } = new();

        internal VirtualNetwork Network { get; }

        internal TcpLayer Tcp => Stack.tcp;

        /// <summary>A forged reset has found the very number that it must have: a connection has rightly ended.</summary>
        internal bool WasReset { get; set; }

        /// <summary>Its address was taken away, and with it its connections.</summary>
        internal bool HasLostAddress { get; set; }

        /// <summary>By how many milliseconds its clock is ahead of the network's.</summary>
        internal long ClockOffset { get; set; }

        /// <summary>The time by its clock, in milliseconds.</summary>
        internal long Now => Network.Scheduler.Milliseconds + ClockOffset;

        long IClock.Milliseconds => Now;

        /// <summary>Whether it stands still.</summary>
        internal bool IsFrozen
        {
            get => host.IsFrozen;
            set => host.IsFrozen = value;
        }

        /// <summary>Called after each poll of the stack with the bytes that it has allocated in it, before the applications are asked.</summary>
        internal Action<long>? Polled { get; set; }

        /// <summary>Called after each poll when the applications have done what they can.</summary>
        internal Action? Settled { get; set; }

        /// <summary>Adds an application: called after every poll until it returns false.</summary>
        internal void Run(Func<bool> application)
        {
            applications.Add(application);
            host.Kick();
        }

        /// <summary>Asks, from inside an application, to be called again no later than a time by this host's clock.</summary>
        internal void WakeAt(long milliseconds) => wakeAt = Math.Min(wakeAt, milliseconds);

        /// <summary>Whether an IPv6 address is in use here.</summary>
        internal bool IsOwnIpv6(UInt128 address)
        {
            if (Ipv6?.discovery.own is { } own)
            {
                for (int i = 0; i < own.Count; i++)
                {
                    if (own.IsUsable(i) && AddressAt(own, i) == address)
                    {
                        return true;
                    }
                }
            }

            return false;
        }

        /// <summary>The IPv6 address in a place of the table.</summary>
        internal static UInt128 AddressAt(OwnAddresses own, int place) =>
            BinaryPrimitives.ReadUInt128BigEndian(own.addresses.AsSpan(place * Ipv6Packet.AddressLength));

        internal TcpConnection Connect(IPAddress address, int port)
        {
            TcpConnection? connection = TryConnect(address, port, out OpenError error);
            host.Kick();
            return connection ?? throw new InvalidOperationException($"connect failed: {error}");
        }

        /// <summary>The same, for an application: null where there is no room.</summary>
        internal TcpConnection? TryConnect(IPAddress address, int port, out OpenError error, int localPort = 0)
        {
            Stack.context.now = Now;
            return Tcp.Connect(address, port, localPort, out error);
        }

        internal void Act(Action action)
        {
            Stack.context.now = Now;
            action();
            host.Kick();
        }

        /// <summary>Has it polled at this moment.</summary>
        internal void Kick() => host.Kick();

        /// <summary>Takes it out of the network, as one whose power fails: nothing is closed, nothing said.</summary>
        internal void SwitchOff()
        {
            applications.Clear();
            Network.Remove(host);
        }

        private int Poll(long ignored)
        {
            long now = Now;
            long begun = Meter.Begin();
            int wait = Stack.Poll(now);
            Polled?.Invoke(Meter.End(begun));
            wakeAt = long.MaxValue;
            for (int i = 0; i < applications.Count; i++)
            {
                if (!applications[i]())
                {
                    applications.RemoveAt(i--);
                }
            }

            Settled?.Invoke();
            long due = Math.Min(Stack.context.timers.NextDue(), wakeAt);
            return wait == 0 || due <= now ? 0 : due == long.MaxValue ? NetworkStack.Forever : (int)Math.Min(int.MaxValue - 1L, due - now);
        }
    }
}
