namespace Nano.Net.Drivers
{
    /// <summary>Called when bytes may be waiting on a serial line, from any thread.</summary>
    public delegate void SerialDataHandler();

    /// <summary>A serial line: 8 data bits, no parity, bytes in and out. None of its members waits, none allocates.</summary>
    public interface ISerialLine
    {
        /// <summary>Whether the port is there; once it has gone, it stays away.</summary>
        bool IsOpen { get; }

        /// <summary>How many bytes <see cref="Write"/> takes at the moment. Grows by itself as they go out.</summary>
        int WriteRoom { get; }

        /// <summary>Raised when bytes may be waiting, from any thread. A hint: it may come late or too often.</summary>
        event SerialDataHandler DataReceived;

        /// <summary>Takes bytes that have come in.</summary>
        /// <param name="buffer">Where to put them.</param>
        /// <param name="offset">Index for the first.</param>
        /// <param name="count">How many to take at most.</param>
        /// <returns>How many were taken; 0 where none waits.</returns>
        int Read(byte[] buffer, int offset, int count);

        /// <summary>Queues bytes to be sent. What they were in may be used again when the call returns.</summary>
        /// <param name="buffer">Holds them.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="count">How many, at most <see cref="WriteRoom"/>.</param>
        void Write(byte[] buffer, int offset, int count);
    }
}
