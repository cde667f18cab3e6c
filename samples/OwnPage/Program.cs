using Nano.Emulator;
using Nano.Net;
using Nano.Net.Http;
using Nano.Net.Sockets;
using Nano.Net.Telemetry;

namespace OwnPage;

/// <summary>The device with a tank on an emulated wire, and a gateway to its dashboard from a port of this machine.</summary>
internal static class Program
{
    private static void Main()
    {
        var wire = new VirtualWire(new RealTimeScheduler(), null, 1);
        StackRunner gateway = StackRunner.Start(new NetworkStack(wire.A, new StackOptions { Address = IPAddress.Parse("10.0.0.1") }));
        StackRunner device = StackRunner.Start(new NetworkStack(wire.B, new StackOptions { Address = IPAddress.Parse("10.0.0.2") }));

        var http = new HttpServer(device, new HttpServerOptions());
        var registry = new ReadingRegistry(capacity: 8, outputCapacity: 0, history: 60);
        var options = new TelemetryOptions { DeviceName = "tank" };
        _ = new Tank(http, registry, options);
        var telemetry = new TelemetryServer(http, registry, options);
        http.Start();
        telemetry.Start();

        using var way = new Gateway(gateway, new IPEndPoint(IPAddress.Parse("10.0.0.2"), 80), 0, 4);
        Console.WriteLine($"http://127.0.0.1:{way.LocalEndPoint.Port}/   (Enter ends it)");
        Console.ReadLine();
    }
}
