using Nano.Net;
using Nano.Net.Tcp;
using Nano.Net.Udp;
using Nano.Simulation;

namespace Nano.Fuzzing
{
    // What applications do, and what is checked of what they get.
    internal sealed partial class StackTarget
    {
        private void Do(CallStep step)
        {
            Flow flow = flows[step.Flow % flows.Length];
            arena.BeginCall();
            switch (step.Call)
            {
                case Call.Read:
                    Read(flow, Math.Min(step.Amount, scratch.Length));
                    break;
                case Call.Write:
                    Write(flow, Math.Min(step.Amount, scratch.Length));
                    break;
                case Call.ShutdownSend:
                    flow.Connection?.ShutdownSend();
                    break;
                case Call.ShutdownReceive:
                    flow.Connection?.ShutdownReceive();
                    break;
                case Call.Close:
                    flow.Connection?.Close();
                    flow.Connection = null;
                    break;
                case Call.Abort:
                    flow.Connection?.Abort();
                    break;
                case Call.Accept:
                    Accept(acceptors[step.Amount % acceptors.Length]);
                    break;
                case Call.Connect:
                    Connect(flow);
                    break;
                case Call.KeepAlive:
                    flow.Connection?.SetKeepAlive(step.Amount > 0, Math.Max(step.Amount, 1000), 1000, 3);
                    break;
                case Call.NoDelay when flow.Connection != null:
                    flow.Connection.sender.noDelay = step.Amount > 0;
                    break;
                case Call.UdpSend:
                    sockets[0].Send(isDual && step.Flow % 2 != 0 ? AddressBook.ToAddress(Arena.Peer6) : new IPAddress(Arena.Peer), 9, scratch, 0, Math.Min(step.Amount, 3000));
                    break;
                case Call.UdpReceive:
                    UdpReceive(sockets[step.Flow % sockets.Length]);
                    break;
                case Call.Busy:
                    arena.IsBusy = step.Amount > 0;
                    break;
                case Call.LinkDown:
                    arena.IsLinkDown = step.Amount > 0;
                    break;
            }

            arena.Poll();
        }

        private TcpAcceptor Listen(int port, int backlog) =>
            Tcp.Listen(null, port, backlog, out OpenError error) ?? throw new InvalidOperationException($"listen failed: {error}");

        private UdpEndpoint OpenSocket(int port)
        {
            UdpEndpoint socket = arena.Stack.udp.Open();
            return socket.Bind(port) ? socket : throw new InvalidOperationException("bind failed");
        }

        private void UdpReceive(UdpEndpoint socket)
        {
            int length = socket.Receive(scratch, 0, scratch.Length, out _, out int port);
            if (length > scratch.Length || (uint)port > IPEndPoint.MaxPort)
            {
                throw new Violation(Rule.Stream, $"a datagram of {length} bytes comes from port {port}");
            }
        }

        private void Accept(TcpAcceptor acceptor)
        {
            TcpConnection? connection = acceptor.Accept();
            if (connection == null)
            {
                return;
            }

            // Of whom frames made by hand have spoken, nobody knows; and who has a connection already has lost it.
            int number = connection.RemotePort - Flow.FirstRemotePort;
            if ((uint)number >= (uint)flows.Length || connection.path == null || flows[number].Remote != ConnectionName.RemoteOf(connection.path) || flows[number].Connection != null)
            {
                connection.Abort();
                connection.Close();
                return;
            }

            Flow flow = flows[number];
            flow.LocalPort = connection.LocalPort;
            Own(flow, connection, connection.sender.unacknowledged);
            Look(flow);
        }

        private void Connect(Flow flow)
        {
            if (flow.Connection != null || BlockOf(flow) != null)
            {
                return;
            }

            TcpConnection? connection = Tcp.Connect((flow.IsIpv6 ? AddressBook.ToAddress(flow.Remote) : new IPAddress((uint)flow.Remote)), flow.RemotePort, 0, out _);
            if (connection != null)
            {
                flow.LocalPort = connection.LocalPort;
                Own(flow, connection, connection.sender.unacknowledged + 1);
            }
        }

        private static void Own(Flow flow, TcpConnection connection, uint firstWritten)
        {
            flow.Connection = connection;
            flow.FirstWritten = firstWritten;
            flow.PeerEdge = firstWritten;
            flow.Written = 0;
            flow.IsOpen = false;
        }

        private void Write(Flow flow, int count)
        {
            if (flow.Connection is not { } connection)
            {
                return;
            }

            for (int i = 0; i < count; i++)
            {
                scratch[i] = flow.OwnByte(flow.Written + i);
            }

            // What is sent at once must be known to have been written.
            long before = flow.Written;
            flow.Written += count;
            int taken = connection.Send(scratch, 0, count);
            if (taken > count || (taken < 0 && taken is not (TcpConnection.WouldBlock or TcpConnection.Ended)))
            {
                throw new Violation(Rule.Stream, $"flow {flow.Number}: of {count} bytes {taken} were taken");
            }

            flow.Written = before + Math.Max(taken, 0);
        }

        private void Read(Flow flow, int count)
        {
            if (flow.Connection is not { } connection)
            {
                return;
            }

            Look(flow);
            int before = connection.receiver.available;
            int read = connection.Receive(scratch, 0, count);
            if (read < 0)
            {
                if (read is not (TcpConnection.WouldBlock or TcpConnection.Ended))
                {
                    throw new Violation(Rule.Stream, $"flow {flow.Number}: a read returns {read}");
                }

                return;
            }

            if (connection.receiver.available != before - read)
            {
                throw new Violation(Rule.Stream, $"flow {flow.Number}: of {before} bytes {read} were read, and {connection.receiver.available} are left");
            }

            for (int i = 0; i < read && !isTainted; i++)
            {
                byte expected = flow.PeerByte(flow.ReadNext + (uint)i);
                if (scratch[i] != expected)
                {
                    throw new Violation(Rule.Stream, $"flow {flow.Number}: the byte at {flow.ReadNext + (uint)i} is {scratch[i]:X2}, and {expected:X2} was sent");
                }
            }

            flow.ReadNext += (uint)read;
        }

        // Everything is let go of, nobody answers any more, and time passes: in the end all must be back.
        private void End()
        {
            arena.IsBusy = false;
            arena.IsLinkDown = false;
            arena.BeginCall();
            foreach (TcpAcceptor acceptor in acceptors)
            {
                Tcp.Close(acceptor);
            }

            foreach (Flow flow in flows)
            {
                if (flow.Connection is { } connection)
                {
                    if (flow.Number % 3 != 0)
                    {
                        connection.Abort();
                    }

                    connection.Close();
                    flow.Connection = null;
                }
            }

            arena.Poll();
            for (int polls = 0; !ReturnCheck.IsQuiet(arena.Stack); polls++)
            {
                if (polls == MostPolls || arena.Pause == NetworkStack.Forever)
                {
                    ReturnCheck.Check(arena.Stack, "the stack", Peers);
                }

                Pass(WaitStep.UntilDue);
            }

            foreach (UdpEndpoint socket in sockets)
            {
                socket.Close();
            }

            ReturnCheck.Check(arena.Stack, "the stack", Peers);
            ReturnCheck.TakeAll(arena.Stack, "the stack", Peers[0], Connections);
            TakeHalfOpen();
        }

        // Requests come until all entries for them must be taken.
        private void TakeHalfOpen()
        {
            TcpAcceptor acceptor = Listen(EchoPort, HalfOpenConnections);
            foreach (Flow flow in flows.Where(f => !f.IsIpv6).Take(HalfOpenConnections))
            {
                flow.LocalPort = EchoPort;
                Open(flow.Number, SmallSegments);
            }

            int taken = Tcp.blocks.Count(b => b is HalfOpenConnection && b.path != null);
            if (taken != HalfOpenConnections)
            {
                throw new Violation(Rule.Return, $"the stack has {taken} of its {HalfOpenConnections} entries for half-open connections");
            }

            arena.BeginCall();
            Tcp.Close(acceptor);
            arena.Poll();
            ReturnCheck.Check(arena.Stack, "the stack", Peers);
        }
    }
}
