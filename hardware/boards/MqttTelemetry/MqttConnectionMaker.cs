using Nano.Net.Sockets;

namespace Nano.Boards
{
    /// <summary>Makes an MQTT client.</summary>
    /// <param name="runner">Runs the stack that it is to use.</param>
    /// <returns>The client, not connected yet.</returns>
    public delegate IMqttConnection MqttConnectionMaker(StackRunner runner);
}
