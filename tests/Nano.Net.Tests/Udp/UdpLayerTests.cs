using Nano.Net.Tests.Support;
using Nano.Net.Udp;
using Nano.Net.Wire;

namespace Nano.Net.Tests.Udp;

/// <summary>What concerns several endpoints, and what is counted.</summary>
public class UdpLayerTests
{
    private readonly LowerStack stack = new(new StackOptions { UdpSockets = 4, UdpQueueSize = 1024, Paths = 8 });
    private readonly byte[] buffer = new byte[100];

    public UdpLayerTests() => stack.LearnPeer();

    [Fact]
    public void WhatIsSent_Received_CutShort_AndRefused_IsCounted()
    {
        UdpEndpoint endpoint = Open(7);
        Assert.Equal(4, endpoint.Send(Packets.Peer, 9, new byte[4], 0, 4));
        Put(5, 7, 30);
        Put(5, 8, 1);
        Assert.Equal(10, endpoint.Receive(buffer, 0, 10, out _, out _));
        Assert.Equal(0, endpoint.Connect(Packets.Peer, 9));
        byte[] quote = Packets.Ip(17, Packets.Udp(7, 9, new byte[4]), source: Packets.Us, destination: Packets.Peer);
        stack.Receive(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(3, 3, 0, quote))));

        UdpCounters counters = stack.Udp.counters;
        Assert.Equal(
            (1, 2, 1, 1, 1, 1),
            (counters.DatagramsSent, counters.DatagramsReceived, counters.DatagramsQueued, counters.Truncated, counters.NoPort, counters.ErrorsReceived));
    }

    [Fact]
    public void DatagramThatTheDeviceHasNotTaken_DoesNotCountAsSent()
    {
        UdpEndpoint endpoint = Open(7);
        stack.Device.IsBusy = true;
        Assert.Equal(UdpResult.WouldBlock, endpoint.Send(Packets.Peer, 9, new byte[4], 0, 4));
        Assert.Equal(0, stack.Udp.counters.DatagramsSent);
    }

    /// <summary>Ports that differ by a multiple of the buckets stand in one list.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EndpointsOfOneBucket_AreFoundByTheirPorts_WhicheverOfThemCloses(int closing)
    {
        int[] ports = [8, 16, 24, 32];
        UdpEndpoint[] endpoints = [.. ports.Select(Open)];
        endpoints[closing].Close();
        for (int i = 0; i < ports.Length; i++)
        {
            Put(5, ports[i], i + 1);
            Assert.Equal(i == closing ? UdpResult.Closed : i + 1, endpoints[i].Receive(buffer, 0, 100, out _, out _));
        }

        Assert.Equal(1, stack.Udp.counters.NoPort);
    }

    [Fact]
    public void Abort_ClosesAllThatHaveAPort()
    {
        UdpEndpoint[] endpoints = [.. new[] { 7, 8, 12 }.Select(Open)];
        stack.Udp.Abort();
        Assert.All(endpoints, e => Assert.Equal(UdpResult.Closed, e.Receive(buffer, 0, 100, out _, out _)));
        Assert.Equal(7, Open(7).localPort);
    }

    [Fact]
    public void EndpointThatConnects_GetsAPort_AndKeepsTheOneItHas()
    {
        UdpEndpoint endpoint = stack.Udp.Open();
        Assert.Equal(0, endpoint.Connect(Packets.Peer, 9));
        int port = endpoint.localPort;
        Assert.InRange(port, 49152, 65535);
        Assert.Equal(0, endpoint.Connect(Packets.Peer, 10));
        Assert.Equal(port, endpoint.localPort);

        UdpEndpoint other = stack.Udp.Open();
        Assert.Equal(0, other.Connect(0, 0));
        Assert.Equal(0, other.localPort);
    }

    [Fact]
    public void ConnectedEndpoint_TakesWhatItsPeerSends_AndNothingElse()
    {
        UdpEndpoint endpoint = Open(7);
        Assert.Equal(0, endpoint.Connect(Packets.Peer, 9));
        Put(9, 7, 1);
        Assert.Equal(1, endpoint.Available);
        Put(10, 7, 2);
        Assert.Equal(1, endpoint.Available);
        stack.Receive(Packets.FromPeer(Packets.Ip(17, Packets.Udp(9, 7, new byte[3], Packets.OtherPeer), source: Packets.OtherPeer)));
        Assert.Equal(1, endpoint.Available);
        Assert.Equal(1, endpoint.Receive(buffer, 0, 100, out uint source, out int port));
        Assert.Equal((Packets.Peer, 9), (source, port));
    }

    [Fact]
    public void ClosedEndpoint_GoesToNobodyElse_BeforeItsLastReaderHasLeft()
    {
        UdpEndpoint endpoint = Open(7);
        Open(8);
        Open(9);
        Open(10);
        endpoint.readersWaiting = 1;
        endpoint.Close();
        Assert.Null(stack.Udp.Open());

        endpoint.readersWaiting = 0;
        endpoint.OnWaiterLeft();
        UdpEndpoint again = stack.Udp.Open();
        Assert.Same(endpoint, again);
        Assert.False(again.readable.WaitOne(0), "what woke the last reader wakes the next one");
    }

    [Fact]
    public void DatagramThatFillsTheRestOfTheQueue_IsWhole()
    {
        UdpEndpoint endpoint = Open(7);
        byte[] large = new byte[2000];
        Put(5, 7, 1000);
        Assert.Equal(1000, endpoint.Receive(large, 0, 2000, out _, out _));

        // To the very end of the ring, and from its beginning.
        byte[] first = Packets.Bytes(24, 3);
        byte[] second = Packets.Bytes(30, 4);
        stack.Receive(Packets.FromPeer(Packets.Ip(17, Packets.Udp(5, 7, first))));
        stack.Receive(Packets.FromPeer(Packets.Ip(17, Packets.Udp(5, 7, second))));
        Assert.Equal(24, endpoint.Receive(large, 0, 2000, out _, out _));
        Assert.Equal(first, large[..24]);
        Assert.Equal(30, endpoint.Receive(large, 0, 2000, out _, out _));
        Assert.Equal(second, large[..30]);
    }

    [Fact]
    public void Receiver_IsHandedADatagramWhereItLies()
    {
        Recorder recorder = new();
        UdpEndpoint endpoint = new(stack.Udp, recorder);
        endpoint.Reset();
        Assert.True(endpoint.Bind(7));
        stack.Receive(Packets.FromPeer(Packets.Ip(17, Packets.Udp(5, 7, Packets.Bytes(12)))));

        Assert.Same(endpoint, recorder.Endpoint);
        Assert.Equal((Packets.Peer, 5), (recorder.Source, recorder.SourcePort));
        Assert.Equal(Packets.Bytes(12), recorder.Payload);
        Assert.Equal(Packets.Us, recorder.Destination);
        Assert.Equal(1, stack.Udp.counters.DatagramsQueued);
        endpoint.Close();
    }

    /// <summary>What a caller may know before it receives: whether it would wait, and how long the next datagram is.</summary>
    [Fact]
    public void BeforeAReceive_ItIsKnownWhetherItWaits_AndForHowMuch()
    {
        UdpEndpoint endpoint = Open(7);
        Assert.Equal(1024, endpoint.QueueSize);
        Assert.Equal((false, 0, 0), (endpoint.HasNews, endpoint.NextLength(), endpoint.QueuedBytes));
        Put(5, 7, 5);
        Put(5, 7, 9);
        Assert.Equal((true, 5, 14), (endpoint.HasNews, endpoint.NextLength(), endpoint.QueuedBytes));
        endpoint.Receive(buffer, 0, 100, out _, out _);
        Assert.Equal((true, 9, 9), (endpoint.HasNews, endpoint.NextLength(), endpoint.QueuedBytes));
        endpoint.Receive(buffer, 0, 100, out _, out _);
        Assert.Equal((false, 0, 0), (endpoint.HasNews, endpoint.NextLength(), endpoint.QueuedBytes));

        // A refusal is news, and so is the end.
        Assert.Equal(0, endpoint.Connect(Packets.Peer, 9));
        Assert.Equal(4, endpoint.Send(new byte[4], 0, 4));
        byte[] quote = Packets.Ip(17, Packets.Udp(7, 9, new byte[4]), source: Packets.Us, destination: Packets.Peer);
        stack.Receive(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(3, 3, 0, quote))));
        Assert.Equal((true, 0), (endpoint.HasNews, endpoint.NextLength()));
        Assert.Equal(UdpResult.Refused, endpoint.Receive(buffer, 0, 100, out _, out _));
        Assert.False(endpoint.HasNews);
        endpoint.Close();
        Assert.True(endpoint.HasNews);
    }

    private UdpEndpoint Open(int port)
    {
        UdpEndpoint endpoint = stack.Udp.Open();
        Assert.True(endpoint.Bind(port));
        return endpoint;
    }

    private void Put(int sourcePort, int destinationPort, int length) =>
        stack.Receive(Packets.FromPeer(Packets.Ip(17, Packets.Udp(sourcePort, destinationPort, new byte[length]))));

    private sealed class Recorder : IDatagramReceiver
    {
        internal UdpEndpoint? Endpoint { get; private set; }

        internal uint Source { get; private set; }

        internal int SourcePort { get; private set; }

        internal uint Destination { get; private set; }

        internal byte[] Payload { get; private set; } = [];

        public void OnDatagram(UdpEndpoint endpoint, Nano.Net.Internet.Path source, int sourcePort, byte[] buffer, int ipOffset, int offset, int length)
        {
            Endpoint = endpoint;
            Source = source.identity;
            SourcePort = sourcePort;
            Destination = BigEndian.ReadUInt32(buffer, ipOffset + Ipv4Packet.DestinationOffset);
            Payload = buffer[offset..(offset + length)];
        }
    }
}
