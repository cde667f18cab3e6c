using System;
using Nano.Net.Sockets;
using nanoFramework.TestFramework;

namespace Nano.Net.EmulatorTests
{
    /// <summary>What only the interpreter can tell: what a stack takes of its heap, and when.</summary>
    [TestClass]
    public class MemoryTests
    {
        [TestMethod]
        public void Constructor_TakesWhatTheOptionsSay()
        {
            if (Heap.Block() != Heap.BoardBlock)
            {
                Assert.SkipTest("the heap blocks of this CLR are larger than a board's");
            }

            MemoryWire wire = new MemoryWire(1);
            StackOptions options = World.Options(World.AddressA);
            int free = Heap.FreeAtRest();
            NetworkStack stack = new NetworkStack(wire.A, options);
            int taken = free - Heap.FreeAtRest();

            Assert.IsTrue(stack.Address == World.AddressA);
            Console.WriteLine("a stack with default options takes " + taken.ToString() + " bytes");
            Assert.IsTrue(taken <= options.MemoryFootprint, taken.ToString() + " bytes were taken, and MemoryFootprint says " + options.MemoryFootprint.ToString());
            Assert.IsTrue(taken >= options.MemoryFootprint / 10 * 9, taken.ToString() + " bytes were taken, and MemoryFootprint says " + options.MemoryFootprint.ToString());
        }

        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void ThousandSegments_LeaveNothingOnTheHeap(int heap)
        {
            using (World world = new World(heap))
            {
                TcpClient client;
                TcpClient server;
                world.Open(7, out client, out server);
                client.NoDelay = true;
                server.NoDelay = true;
                byte[] buffer = new byte[100];
                Exchange(client, server, buffer, 100);
                int free = Heap.FreeAtRest();
                long before = world.A.Stack.Counters.Tcp.SegmentsSent;

                Exchange(client, server, buffer, 1000);

                Assert.AreEqual(free, Heap.FreeAtRest(), "free bytes");
                Assert.IsTrue(world.A.Stack.Counters.Tcp.SegmentsSent - before >= 1000, "segments");
            }
        }

        [TestMethod]
        public void FirstByte_ComesSoonAfterTheConstructor()
        {
            using (World world = new World(Heap.Whole))
            {
                TcpListener listener = world.Listen(7);
                Worker server = new Worker(() => World.Echo(world.Accept(listener)));
                TcpClient client = world.Connect(7);
                byte[] buffer = new byte[1];
                client.GetStream().Write(buffer, 0, 1);
                Assert.AreEqual(1, client.GetStream().Read(buffer, 0, 1));
                int milliseconds = (int)((DateTime.UtcNow.Ticks - world.Since) / TimeSpan.TicksPerMillisecond);
                client.Close();
                server.Join();

                Console.WriteLine("from the constructors to the first byte back: " + milliseconds.ToString() + " ms");
                Assert.IsTrue(milliseconds < 1000, milliseconds.ToString() + " ms");
            }
        }

        private static void Exchange(TcpClient client, TcpClient server, byte[] buffer, int times)
        {
            NetworkStream near = client.GetStream();
            NetworkStream far = server.GetStream();
            for (int i = 0; i < times; i++)
            {
                near.Write(buffer, 0, buffer.Length);
                World.ReadFully(far, buffer, buffer.Length);
                far.Write(buffer, 0, buffer.Length);
                World.ReadFully(near, buffer, buffer.Length);
            }
        }
    }
}
