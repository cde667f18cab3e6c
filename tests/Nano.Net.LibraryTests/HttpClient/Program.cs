namespace Nano.Net.LibraryTests
{
    /// <summary>HttpClient with a web server.</summary>
    public static class Program
    {
        /// <summary>The program.</summary>
        public static void Main()
        {
            StackOptions options = new StackOptions
            {
                Connections = 3,
                HalfOpenConnections = 1,
                TimeWaitConnections = 2,
                Listeners = 1,
                Paths = 3,
                Neighbors = 3,
                UdpSockets = 0,
                ReassemblyBuffers = 0,
            };
            Rig.Run(new HttpProbe().Run, options);
        }
    }
}
