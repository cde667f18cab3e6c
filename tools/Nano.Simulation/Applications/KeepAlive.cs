using Nano.Net.Tcp;

namespace Nano.Simulation
{
    internal static class KeepAlive
    {
        /// <summary>Has a connection ask its peer now and then: who has nothing to send learns of the other's end by it.</summary>
        internal static void TurnOn(TcpConnection connection) =>
            connection.SetKeepAlive(true, connection.tcp.keepAliveTime, connection.tcp.keepAliveInterval, connection.tcp.keepAliveCount);
    }
}
