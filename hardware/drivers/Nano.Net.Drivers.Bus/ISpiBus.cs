namespace Nano.Net.Drivers
{
    /// <summary>
    /// A chip on an SPI bus. A call is one transaction: chip select falls before its first byte and rises after its last.
    /// </summary>
    /// <remarks>Calls come from one thread at a time and do not allocate. What they move is not kept.</remarks>
    public interface ISpiBus
    {
        /// <summary>Sends bytes and ignores what comes back.</summary>
        /// <param name="buffer">Holds the bytes.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="length">How many, at least 1.</param>
        void Write(byte[] buffer, int offset, int length);

        /// <summary>
        /// Sends <paramref name="writeLength"/> bytes while as many come in, and clocks on until <paramref name="readLength"/>
        /// have come in: what is read starts with the first byte of the transaction.
        /// </summary>
        /// <param name="writeBuffer">Holds what to send.</param>
        /// <param name="writeOffset">Index of its first byte.</param>
        /// <param name="writeLength">How many to send, 1 to <paramref name="readLength"/>. The chip ignores what it is sent after them.</param>
        /// <param name="readBuffer">Where what comes in goes; may be <paramref name="writeBuffer"/>.</param>
        /// <param name="readOffset">Index for its first byte.</param>
        /// <param name="readLength">How many bytes to take in: the length of the transaction.</param>
        void Transfer(byte[] writeBuffer, int writeOffset, int writeLength, byte[] readBuffer, int readOffset, int readLength);
    }
}
