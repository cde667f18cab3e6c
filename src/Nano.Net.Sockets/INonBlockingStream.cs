namespace Nano.Net.Sockets
{
    /// <summary>
    /// A connection's stream for a thread that sees to many and waits in none of them: every <see cref="NetworkStream"/> is one.
    /// No call here waits or throws, except for arguments that are wrong.
    /// </summary>
    public interface INonBlockingStream
    {
        /// <summary>Bytes that the receive buffer holds: so much can be looked at before it is taken.</summary>
        int ReceiveCapacity { get; }

        /// <summary>Whether the peer sends no more than what can be read already, or nothing can be read for another reason.</summary>
        bool IsAtEnd { get; }

        /// <summary>Bytes that can be written at once; 0 where nothing can be sent any more.</summary>
        int Room { get; }

        /// <summary>Bytes that were written and that the peer has not acknowledged.</summary>
        int Unacknowledged { get; }

        /// <summary>When the peer last acknowledged something new, or something was sent after nothing was outstanding; on the stack's clock. 0 once the stream was closed.</summary>
        long ProgressAt { get; }

        /// <summary>Whether the connection has ended, by an error or because this side has closed it.</summary>
        bool HasFailed { get; }

        /// <summary>Whether the <see cref="Readiness"/> is set also when a good part of the send buffer has become free; off at first.</summary>
        bool WantsRoom { get; set; }

        /// <summary>Says what is to be set when there is something to read, the peer has closed, or the connection has failed.</summary>
        /// <param name="readiness">What to set; null for nothing.</param>
        void Watch(Readiness readiness);

        /// <summary>Whether anything has happened since this was last asked: cheap, so that the thread that watches may ask each of its connections. True once the stream was closed.</summary>
        bool TakeReady();

        /// <summary>Looks at what has arrived without taking it.</summary>
        /// <param name="buffer">Where to put a copy.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="count">Most bytes to look at.</param>
        /// <returns>Bytes copied; 0 where nothing has arrived and nothing will; <see cref="StreamResult.WouldBlock"/> or <see cref="StreamResult.Failed"/>.</returns>
        int TryPeek(byte[] buffer, int offset, int count);

        /// <summary>Takes bytes that were looked at. The peer learns of the room with the next segment, of the answer perhaps; <see cref="OpenWindow"/> tells it at once.</summary>
        /// <param name="count">How many; no more are taken than have arrived.</param>
        void Skip(int count);

        /// <summary>
        /// Puts fewer bytes in the place of those that were looked at: for who has found among them what nobody needs, and waits for
        /// more. What has arrived behind them stays.
        /// </summary>
        /// <param name="looked">How many are replaced; no more than have arrived.</param>
        /// <param name="buffer">The bytes that take their place.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="count">How many they are, at most <paramref name="looked"/>.</param>
        void Shorten(int looked, byte[] buffer, int offset, int count);

        /// <summary>
        /// Tells the peer of all the room that is left in the receive buffer. For who has looked at what came, and waits
        /// for more before taking any: the window is otherwise opened only in large steps (RFC 9293 section 3.8.6.2.2).
        /// </summary>
        void OpenWindow();

        /// <summary>Reads what has arrived.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="count">Most bytes to read, 1 or more.</param>
        /// <returns>Bytes read; 0 where the peer sends no more; <see cref="StreamResult.WouldBlock"/> or <see cref="StreamResult.Failed"/>.</returns>
        int TryRead(byte[] buffer, int offset, int count);

        /// <summary>Writes as many bytes as there is room for.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="count">How many.</param>
        /// <param name="hold">Whether more follows at once: nothing is sent until a write without this, or <see cref="Flush"/>.</param>
        /// <returns>Bytes taken; <see cref="StreamResult.WouldBlock"/> or <see cref="StreamResult.Failed"/>.</returns>
        int TryWrite(byte[] buffer, int offset, int count, bool hold);

        /// <summary>Writes all of it or nothing, and holds it until <see cref="Flush"/>.</summary>
        /// <param name="first">The first bytes.</param>
        /// <param name="firstCount">How many they are.</param>
        /// <param name="second">The bytes behind them; may be null where there are none.</param>
        /// <param name="secondOffset">Index of the first of those.</param>
        /// <param name="secondCount">How many they are.</param>
        /// <returns>Bytes taken; <see cref="StreamResult.WouldBlock"/> where there is no room for all; or <see cref="StreamResult.Failed"/>.</returns>
        int TryWriteWhole(byte[] first, int firstCount, byte[] second, int secondOffset, int secondCount);

        /// <summary>Sends no more: the end of the stream follows what was written.</summary>
        void ShutdownSend();

        /// <summary>Ends the connection with a reset, and closes the stream.</summary>
        void Abort();

        /// <summary>Sends what writes have held back.</summary>
        void Flush();
    }
}
