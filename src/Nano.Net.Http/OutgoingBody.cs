using Nano.Net.Sockets;

namespace Nano.Net.Http
{
    /// <summary>A body that goes out as the client takes it: bytes, a text of ASCII, or what is written piece by piece.</summary>
    internal sealed class OutgoingBody
    {
        /// <summary>There is no room for more now.</summary>
        internal const int Blocked = 0;

        /// <summary>All of it is in the send buffer.</summary>
        internal const int Finished = 1;

        /// <summary>The client has gone.</summary>
        internal const int Lost = 2;

        /// <summary>The body cannot go on: it has written a piece that is too long, or is not the text it claimed to be.</summary>
        internal const int Broken = 3;

        // One of these.
        private byte[] bytes;
        private string text;
        private HttpBody pieces;

        // How far it has come, and where it ends: an index of bytes and text, and what the last piece has returned.
        private int position;
        private int end;
        private bool isChunked;

        /// <summary>Bytes that do not change.</summary>
        internal void Begin(byte[] source, int offset, int count)
        {
            Clear();
            bytes = source;
            position = offset;
            end = offset + count;
        }

        /// <summary>A text of ASCII characters.</summary>
        internal void Begin(string source)
        {
            Clear();
            text = source;
            end = source.Length;
        }

        /// <summary>What is written piece by piece.</summary>
        internal void Begin(HttpBody source, bool inChunks)
        {
            Clear();
            pieces = source;
            isChunked = inChunks;
        }

        /// <summary>Forgets it.</summary>
        internal void Clear()
        {
            bytes = null;
            text = null;
            pieces = null;
            position = 0;
            end = 0;
        }

        /// <summary>Sends what there is room for.</summary>
        /// <param name="connection">Where to.</param>
        /// <param name="response">Has the buffer in which text and pieces are written.</param>
        /// <returns><see cref="Blocked"/>, <see cref="Finished"/>, <see cref="Lost"/> or <see cref="Broken"/>.</returns>
        internal int Send(HttpConnection connection, HttpResponse response)
        {
            INonBlockingStream stream = connection.stream;
            if (bytes != null)
            {
                return SendBytes(stream);
            }

            while (stream.Room >= response.buffer.Length)
            {
                bool isLast;
                if (text != null)
                {
                    int count = response.WriteText(text, position, end - position);
                    if (count < 0)
                    {
                        return Broken;
                    }

                    position += count;
                    isLast = position == end;
                    connection.Send(response.buffer, 0, count, !isLast);
                }
                else
                {
                    int next;
                    if (!response.SendPieces(connection, pieces, position, isChunked, out next))
                    {
                        return Broken;
                    }

                    position = next;
                    isLast = next < 0;
                }

                if (connection.HasFailed)
                {
                    return Lost;
                }

                if (isLast)
                {
                    return Finished;
                }
            }

            if (stream.HasFailed)
            {
                return Lost;
            }

            stream.Flush();
            return Blocked;
        }

        private int SendBytes(INonBlockingStream stream)
        {
            while (position < end)
            {
                int taken = stream.TryWrite(bytes, position, end - position, false);
                if (taken < 0)
                {
                    return taken == StreamResult.WouldBlock ? Blocked : Lost;
                }

                position += taken;
            }

            return Finished;
        }
    }
}
