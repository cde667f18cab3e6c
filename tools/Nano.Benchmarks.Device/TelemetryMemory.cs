using System;
using System.Threading;
using Nano.Boards;
using Nano.Net;
using Nano.Net.EmulatorTests;
using Nano.Net.Services;
using Nano.Net.Sockets;

namespace Nano.Benchmarks
{
    /// <summary>
    /// What the whole telemetry device takes of the interpreter's heap, as it is flashed, all but its driver: the stack, DHCP,
    /// DNS, SNTP and mDNS, the HTTP server, the telemetry and its threads, with every connection in use.
    /// </summary>
    internal sealed class TelemetryMemory
    {
        private const int Reach = 49152;

        // As many as the device takes, of which one follows the events.
        private const int Clients = 3;
        private const int Patience = 5000;

        private readonly TcpClient[] clients = new TcpClient[Clients];
        private TelemetryLab lab;

        /// <summary>Measures.</summary>
        internal Figure[] Run()
        {
            int block = Heap.Block();
            lab = new TelemetryLab();
            int ofClients = HeapOfClients();
            int before = Heap.Free();
            lab.Start("0.0.0.0");
            lab.LookUntil(() => lab.Program.Board.Dhcp.State == DhcpState.Bound && lab.Program.Time.TryGet(out System.DateTime _) && lab.Said.IndexOf("nano.local") > 0, "address, time and name");
            lab.Said = "";
            int idle = before - Heap.Free();
            clients[0] = lab.Connect(TelemetryLab.GrantedAddress, 80);
            byte[] page;
            Http.GetPacked(clients[0], "/", out page);
            page = null;
            clients[1] = lab.Connect(TelemetryLab.GrantedAddress, 80);
            Http.Get(clients[1], "/metrics");
            clients[2] = lab.Connect(TelemetryLab.GrantedAddress, 80);
            Http.Exchange(clients[2], "GET /api/events HTTP/1.1\r\nHost: nano\r\n\r\n", "sample\n\n");
            int used = before - ofClients - Heap.Free();
            if (lab.Program.Http.ActiveConnections != Clients)
            {
                throw new Exception("a client was lost");
            }

            lab.Dispose();
            lab = null;
            string unit = block == Heap.BoardBlock ? "bytes" : "bytes, blocks of " + block.ToString();
            return new Figure[]
            {
                new Figure("telemetryIdleHeap", "heap of the telemetry device, idle", idle * 1000L, unit, -1),
                new Figure("telemetryHeap", "heap of the telemetry device, all in use", used * 1000L, unit, block == Heap.BoardBlock ? Reach * 1000L : -1),
            };
        }

        // The clients' own objects are on the same heap. The stack that they connect to here has all of its own beforehand.
        private int HeapOfClients()
        {
            StackRunner runner = new StackRunner(new NetworkStack(lab.Wire.A, new StackOptions { Address = IPAddress.Parse("10.0.0.3"), Connections = Clients, HalfOpenConnections = Clients }), new SystemClock());
            runner.Start();
            TcpListener listener = new TcpListener(runner, new IPEndPoint(IPAddress.Any, 7));
            listener.Start(Clients);
            int before = Heap.Free();
            for (int i = 0; i < Clients; i++)
            {
                clients[i] = lab.Connect("10.0.0.3", 7);
            }

            int taken = before - Heap.Free();

            // Not before: what nobody holds is collected, and a listener that is, listens no more.
            listener.Stop();
            runner.Dispose();
            for (int i = 0; i < Clients; i++)
            {
                clients[i].Close();
                clients[i] = null;
            }

            long end = Environment.TickCount64 + Patience;
            while (lab.Pc.GetConnections().Length > 0 && Environment.TickCount64 < end)
            {
                Thread.Sleep(20);
            }

            return taken;
        }
    }
}
