using Nano.Emulator;
using Nano.Net.Drivers;
using Nano.Net.Link;
using Nano.Net.Sockets;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Drivers;

public class Esp32MacTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeLinkDevice wire = new(headroom: 0);
    private readonly MacModel model;

    public Esp32MacTests()
    {
        model = new MacModel(wire);
    }

    [Theory]
    [InlineData(67)]
    [InlineData(1501)]
    public void MtuOutsideItsRange_IsRefusedByName(int mtu)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Open(new Esp32MacOptions { MaximumTransmissionUnit = mtu }));
        Assert.Contains("MaximumTransmissionUnit must be 68 to 1500", error.Message);
    }

    [Fact]
    public void InterfaceThatTheChipHasNot_IsRefusedByName()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Open(new Esp32MacOptions { Interface = (MacInterface)2 }));
        Assert.Contains("Interface must be", error.Message);
    }

    [Fact]
    public void NothingForAnArgument_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => new Esp32Mac(null, model));
        Assert.Throws<ArgumentNullException>(() => new Esp32Mac(new Esp32MacOptions(), null));
    }

    [Fact]
    public void MacThatTheFirmwareHasNotStarted_IsSaidToBeSo()
    {
        model.Started = MacInterface.WifiStation;
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => Open());
        Assert.Contains("has not started it", error.Message);
    }

    [Fact]
    public void Options_ReachTheNativeHalfAndTheStack()
    {
        using Esp32Mac mac = Open(new Esp32MacOptions { MaximumTransmissionUnit = 576, OffloadChecksums = false });
        Assert.Equal(576, mac.MaximumTransmissionUnit);
        Assert.Equal(590, model.MaximumFrameLength);
        Assert.False(model.Offload);
        Assert.False(mac.Capabilities.VerifiesChecksums || mac.Capabilities.FillsChecksums);
        Assert.Equal(LinkMedium.Ethernet, mac.Capabilities.Medium);
        Assert.Equal(wire.HardwareAddress, mac.HardwareAddress);
    }

    [Fact]
    public void ChecksumsOfTheNativeHalf_AreOfferedByDefault()
    {
        using Esp32Mac mac = Open();
        Assert.True(model.Offload);
        Assert.True(mac.Capabilities.VerifiesChecksums && mac.Capabilities.FillsChecksums);
    }

    [Fact]
    public void FramesGoThrough_BothWays()
    {
        using Esp32Mac mac = Open();
        byte[] frame = Frame(60);
        wire.Put(frame);

        byte[] buffer = new byte[100];
        Assert.Equal(60, mac.Receive(buffer, 10, 90));
        Assert.Equal(frame, buffer[10..70]);
        Assert.Equal(0, mac.Receive(buffer, 10, 90));

        Assert.True(mac.Send(buffer, 10, 60));
        Assert.Equal(frame, Assert.Single(wire.Sent!));
    }

    [Fact]
    public void BusyMac_TakesNoFrame()
    {
        using Esp32Mac mac = Open();
        wire.IsBusy = true;
        Assert.False(mac.Send(Frame(60), 0, 60));
    }

    [Fact]
    public void LinkState_IsTheMacs()
    {
        using Esp32Mac mac = Open();
        Assert.True(mac.IsLinkUp);
        wire.IsLinkUp = false;
        Assert.False(mac.IsLinkUp);
    }

    [Fact]
    public void RoomOutsideTheBuffer_IsAnArgumentException()
    {
        using Esp32Mac mac = Open();
        byte[] buffer = new byte[100];
        Assert.Throws<ArgumentException>(() => mac.Receive(buffer, 50, 51));
        Assert.Throws<ArgumentException>(() => mac.Receive(null, 0, 0));
        Assert.Throws<ArgumentException>(() => mac.Send(buffer, -1, 60));
        Assert.Throws<ArgumentException>(() => mac.Send(buffer, 0, 13));
        Assert.Equal(4, mac.ReadCounter(MacCounter.RefusedCalls));
    }

    [Fact]
    public void Counters_AreReadByName()
    {
        using Esp32Mac mac = Open();
        model.Counters[(int)MacCounter.ReceiveOverruns] = 7;
        Assert.Equal(7, mac.ReadCounter(MacCounter.ReceiveOverruns));
        Assert.Throws<ArgumentException>(() => mac.ReadCounter((MacCounter)99));
    }

    [Fact]
    public void FrameThatComes_IsToldOnce_UntilNoneIsLeft()
    {
        using Esp32Mac mac = Open();
        using SemaphoreSlim told = new(0);
        mac.FrameAvailable += () => told.Release();

        wire.Put(Frame(60));
        Assert.True(told.Wait(Patience));
        wire.Put(Frame(61));
        wire.Put(Frame(62));

        byte[] buffer = new byte[100];
        Assert.Equal(60, mac.Receive(buffer, 0, 100));
        Assert.Equal(61, mac.Receive(buffer, 0, 100));
        Assert.Equal(62, mac.Receive(buffer, 0, 100));
        Assert.Equal(0, mac.Receive(buffer, 0, 100));
        wire.Put(Frame(63));
        Assert.True(told.Wait(Patience));
        Assert.Equal(2, model.Woken);
    }

    [Fact]
    public void ClosedDevice_RefusesCallsAndIsDown()
    {
        Esp32Mac mac = Open();
        mac.Dispose();
        mac.Dispose();
        byte[] buffer = new byte[100];
        Assert.False(model.IsOpen);
        Assert.False(mac.IsLinkUp);
        Assert.Throws<ObjectDisposedException>(() => mac.Receive(buffer, 0, 100));
        Assert.Throws<ObjectDisposedException>(() => mac.Send(buffer, 0, 60));
    }

    [Fact]
    public void SecondDevice_EndsTheFirst_AndIsNotEndedByIt()
    {
        Esp32Mac first = Open();
        using Esp32Mac second = Open();
        byte[] buffer = new byte[100];
        Assert.Throws<ObjectDisposedException>(() => first.Receive(buffer, 0, 100));
        first.Dispose();
        Assert.True(second.IsLinkUp);
        Assert.Equal(0, second.Receive(buffer, 0, 100));
    }

    [Fact]
    public void ReceivingAndSending_AllocateNothing()
    {
        wire.Sent = null;
        using Esp32Mac mac = Open();
        byte[] buffer = new byte[100];
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                mac.Receive(buffer, 0, 100);
                mac.Send(buffer, 0, 60);
            }
        }));
    }

    /// <summary>A stack above the driver, in real time, woken by nothing but the driver's thread.</summary>
    [Fact]
    public void StackOverTheDriver_EchoesAMegabyte()
    {
        using RealTimeScheduler scheduler = new();
        VirtualWire link = new(scheduler, null, 7);
        using Esp32Mac mac = new(new Esp32MacOptions { OffloadChecksums = false }, new MacModel(link.B));
        using StackRunner client = Run(link.A, "10.0.0.1");
        using StackRunner server = Run(mac, "10.0.0.2");
        TcpListener listener = new(server, new IPEndPoint(IPAddress.Any, 7));
        listener.Start();
        Thread echo = new(() => Echo(listener.AcceptTcpClient())) { IsBackground = true };
        echo.Start();

        using TcpClient connection = new(client);
        connection.Connect(IPAddress.Parse("10.0.0.2"), 7);
        NetworkStream stream = connection.GetStream();
        byte[] sent = new byte[1 << 20];
        new Random(1).NextBytes(sent);
        Thread sender = new(() => stream.Write(sent, 0, sent.Length)) { IsBackground = true };
        sender.Start();

        byte[] received = new byte[sent.Length];
        stream.ReadTimeout = (int)Patience.TotalMilliseconds;
        for (int count = 0; count < received.Length;)
        {
            int read = stream.Read(received, count, received.Length - count);
            Assert.True(read > 0, $"the echo ends after {count} bytes");
            count += read;
        }

        Assert.True(sent.AsSpan().SequenceEqual(received));
    }

    private static StackRunner Run(ILinkDevice device, string address)
    {
        StackRunner runner = new(new NetworkStack(device, new StackOptions { Address = IPAddress.Parse(address) }), new SystemClock());
        runner.Start();
        return runner;
    }

    private static void Echo(TcpClient client)
    {
        NetworkStream stream = client.GetStream();
        byte[] buffer = new byte[1460];
        try
        {
            int count;
            while ((count = stream.Read(buffer, 0, buffer.Length)) > 0)
            {
                stream.Write(buffer, 0, count);
            }
        }
        catch (IOException)
        {
            // The test is over, and with it its stacks.
        }
    }

    private static byte[] Frame(int length)
    {
        byte[] frame = new byte[length];
        Array.Fill(frame, (byte)length);
        return frame;
    }

    private Esp32Mac Open(Esp32MacOptions? options = null) => new(options ?? new Esp32MacOptions(), model);
}
