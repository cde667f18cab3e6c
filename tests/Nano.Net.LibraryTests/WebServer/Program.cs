namespace Nano.Net.LibraryTests
{
    /// <summary>WebServer with browsers.</summary>
    public static class Program
    {
        /// <summary>The program.</summary>
        public static void Main()
        {
            // The library takes some 5 KB for each request that it works on: more at once than these wait for their turn.
            StackOptions options = new StackOptions
            {
                Connections = 4,
                HalfOpenConnections = 2,
                TimeWaitConnections = 2,
                Listeners = 1,
                Paths = 3,
                Neighbors = 3,
                UdpSockets = 0,
                ReassemblyBuffers = 0,
                MaximumTransmissionUnit = 576,
                ReceiveBufferSize = 768,
                OutOfOrderRanges = 1,
            };
            Rig.Run(Serve, options);
        }

        private static void Serve()
        {
            using (nanoFramework.WebServer.WebServer server = new nanoFramework.WebServer.WebServer(80, nanoFramework.WebServer.HttpProtocol.Http, new System.Type[] { typeof(Routes) }))
            {
                server.Start();
                Rig.SayHeap("serving");
                Rig.Say("serving");
                Routes.Ended.WaitOne();
            }
        }
    }
}
