using System;
using Nano.Net.Sockets;
using Nano.Net.Tests.Support;

namespace Nano.Net.EmulatorTests
{
    /// <summary>Two boards on a wire: A is 10.0.0.1, B is 10.0.0.2. Each has a stack, and a thread that runs it.</summary>
    public sealed class World : IDisposable
    {
        /// <summary>Milliseconds that a test waits for anything.</summary>
        public const int Patience = 30000;

        /// <summary>Milliseconds that TIME-WAIT lasts.</summary>
        public const int TimeWait = 20000;

        /// <summary>A's address.</summary>
        public static readonly IPAddress AddressA = IPAddress.Parse("10.0.0.1");

        /// <summary>B's address.</summary>
        public static readonly IPAddress AddressB = IPAddress.Parse("10.0.0.2");

        /// <summary>The wire.</summary>
        public readonly MemoryWire Wire;

        /// <summary>Everybody's clock.</summary>
        public readonly SkippingClock Clock = new SkippingClock();

        /// <summary>When the first stack was made, in ticks.</summary>
        public readonly long Since;

        /// <summary>Runs A.</summary>
        public readonly StackRunner A;

        /// <summary>Runs B.</summary>
        public readonly StackRunner B;

        /// <summary>Makes them.</summary>
        /// <param name="heap">How much heap is left for both, see <see cref="Heap"/>.</param>
        /// <param name="seed">Of the wire.</param>
        public World(int heap, int seed = 1)
        {
            Heap.Leave(heap);
            try
            {
                Wire = new MemoryWire(seed);
                Since = DateTime.UtcNow.Ticks;
                A = new StackRunner(new NetworkStack(Wire.A, Options(AddressA)), Clock);
                B = new StackRunner(new NetworkStack(Wire.B, Options(AddressB)), Clock);
                A.Start();
                B.Start();
            }
            catch (Exception)
            {
                Heap.Release();
                throw;
            }
        }

        /// <summary>The default options, with an address and with times that suit a test.</summary>
        public static StackOptions Options(IPAddress address)
        {
            return new StackOptions
            {
                Address = address,
                MulticastGroups = 1,
                Connections = 4,
                HalfOpenConnections = 4,
                UdpQueueSize = 1024,
                MinimumRetransmissionTimeout = 200,
                MaximumSegmentLifetime = TimeWait / 2,
            };
        }

        /// <summary>Reads until so many bytes have come, or the end.</summary>
        /// <returns>Bytes read.</returns>
        public static int ReadFully(NetworkStream stream, byte[] buffer, int count)
        {
            int done = 0;
            while (done < count)
            {
                int read = stream.Read(buffer, done, count - done);
                if (read == 0)
                {
                    break;
                }

                done += read;
            }

            return done;
        }

        /// <summary>Reads a stream to its end and checks every byte.</summary>
        public static void ReadPattern(NetworkStream stream, int seed, int count)
        {
            byte[] buffer = new byte[512];
            int done = 0;
            for (int read; (read = stream.Read(buffer, 0, buffer.Length)) > 0; done += read)
            {
                Pattern.Check(buffer, read, seed, done);
            }

            if (done != count)
            {
                throw new Exception(done.ToString() + " bytes have come, not " + count.ToString());
            }
        }

        /// <summary>Writes a stream.</summary>
        public static void WritePattern(NetworkStream stream, int seed, int count)
        {
            byte[] buffer = new byte[512];
            for (int done = 0; done < count; done += buffer.Length)
            {
                int length = count - done < buffer.Length ? count - done : buffer.Length;
                Pattern.Fill(buffer, length, seed, done);
                stream.Write(buffer, 0, length);
            }
        }

        /// <summary>Sends back what comes, and closes after the peer.</summary>
        public static void Echo(TcpClient client)
        {
            using (client)
            {
                NetworkStream stream = client.GetStream();
                byte[] buffer = new byte[512];
                for (int read; (read = stream.Read(buffer, 0, buffer.Length)) > 0;)
                {
                    stream.Write(buffer, 0, read);
                }
            }
        }

        /// <summary>B listens.</summary>
        public TcpListener Listen(int port)
        {
            TcpListener listener = new TcpListener(B, new IPEndPoint(IPAddress.Any, port));
            listener.Start();
            return listener;
        }

        /// <summary>A connects to B.</summary>
        public TcpClient Connect(int port)
        {
            TcpClient client = new TcpClient(A);
            client.Connect(AddressB, port);
            Limit(client);
            return client;
        }

        /// <summary>A connects to B, and B accepts.</summary>
        public void Open(int port, out TcpClient client, out TcpClient server)
        {
            TcpListener listener = Listen(port);
            client = Connect(port);
            server = Accept(listener);
            listener.Stop();
        }

        /// <summary>B accepts.</summary>
        public TcpClient Accept(TcpListener listener)
        {
            TcpClient client = listener.AcceptTcpClient();
            Limit(client);
            return client;
        }

        /// <summary>Sends a stream to an echo server on B, reads it back at the same time, and checks every byte.</summary>
        public void CheckEcho(int port, int seed, int count)
        {
            using (TcpClient client = Connect(port))
            {
                NetworkStream stream = client.GetStream();
                Worker writer = new Worker(() =>
                {
                    WritePattern(stream, seed, count);
                    client.Shutdown(SocketShutdown.Send);
                });
                ReadPattern(stream, seed, count);
                writer.Join();
            }
        }

        /// <summary>Makes it later for both.</summary>
        public void Skip(int milliseconds)
        {
            Clock.Skip(milliseconds);
            Wire.Wake();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            A.Dispose();
            B.Dispose();
            Heap.Release();
        }

        // No test waits for ever.
        private static void Limit(TcpClient client)
        {
            client.ReceiveTimeout = Patience;
            client.SendTimeout = Patience;
        }
    }
}
