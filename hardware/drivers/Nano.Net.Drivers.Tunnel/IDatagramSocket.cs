namespace Nano.Net.Drivers
{
    /// <summary>Called when a datagram may be waiting, from any thread.</summary>
    public delegate void DatagramHandler();

    /// <summary>A UDP socket that sends to one peer and receives from anybody. None of its members waits.</summary>
    public interface IDatagramSocket
    {
        /// <summary>Whether the socket can still be used.</summary>
        bool IsOpen { get; }

        /// <summary>Whether the datagram that was received last came from the peer's address. Its port may be any.</summary>
        bool IsFromPeer { get; }

        /// <summary>Raised when a datagram may be waiting, from any thread. A hint: it may come late or too often.</summary>
        event DatagramHandler DatagramAvailable;

        /// <summary>Takes the next datagram.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="capacity">Room for it, in bytes. Of a longer one, the rest is lost.</param>
        /// <returns>How many bytes were put there; -1 where none waits.</returns>
        int Receive(byte[] buffer, int offset, int capacity);

        /// <summary>Sends a datagram to the peer.</summary>
        /// <param name="buffer">Holds it; may be used again when the call returns.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Its length in bytes.</param>
        DatagramResult Send(byte[] buffer, int offset, int length);
    }
}
