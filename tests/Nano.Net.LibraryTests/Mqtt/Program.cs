namespace Nano.Net.LibraryTests
{
    /// <summary>M2Mqtt with a broker.</summary>
    public static class Program
    {
        /// <summary>The program.</summary>
        public static void Main()
        {
            // As small as a device would have it: the broker, the DNS server and one more.
            StackOptions options = new StackOptions
            {
                Connections = 2,
                HalfOpenConnections = 1,
                TimeWaitConnections = 1,
                Listeners = 1,
                Paths = 3,
                Neighbors = 3,
                UdpSockets = 0,
                ReassemblyBuffers = 0,
            };
            Rig.Run(new MqttProbe().Run, options);
        }
    }
}
