namespace Nano.Boards
{
    /// <summary>Takes a message.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="payload">What it says.</param>
    public delegate void MqttMessageHandler(string topic, byte[] payload);
}
