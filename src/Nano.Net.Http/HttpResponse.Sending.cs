using System;
using System.Text;

namespace Nano.Net.Http
{
    // How it goes out: in one piece where it fits the buffer, else in chunks or pieces.
    public sealed partial class HttpResponse
    {
        /// <summary>The handler has returned: what it has written goes out.</summary>
        internal void Finish()
        {
            if (phase <= Head)
            {
                BeginBody();
            }

            switch (phase)
            {
                case WholeBody:
                    if (lengthField >= 0)
                    {
                        int size = length - bodyStart;
                        int at = lengthField + LengthField.Length;
                        do
                        {
                            buffer[--at] = (byte)('0' + (size % 10));
                            size /= 10;
                        }
                        while (size > 0);
                    }

                    connection.Send(buffer, SizeLine, (HasNoBody() ? bodyStart : length) - SizeLine, false);
                    break;
                case Chunk:
                    SendChunk(0, 0, true);
                    break;
                case Plain:
                    connection.Send(buffer, SizeLine, length - SizeLine, false);
                    break;
            }

            if (status < 400)
            {
                server.Counters.ResponsesSucceeded++;
            }
            else
            {
                server.Counters.ResponsesFailed++;
            }
        }

        /// <summary>Has a body write its next pieces, as many as fit the buffer, and sends them.</summary>
        /// <param name="to">Where to.</param>
        /// <param name="body">Writes the pieces.</param>
        /// <param name="position">The first of them.</param>
        /// <param name="inChunks">They go out as a chunk.</param>
        /// <param name="next">The one behind them; less than 0 where there is none.</param>
        /// <returns>False where the body cannot go on.</returns>
        internal bool SendPieces(HttpConnection to, HttpBody body, int position, bool inChunks, out int next)
        {
            connection = to;
            phase = Piece;
            length = SizeLine;
            limit = buffer.Length - ChunkEnd;
            next = position;
            while (true)
            {
                int before = length;
                overflow = false;
                int following = body(this, next);
                if (overflow || (following == next && length == before))
                {
                    // A piece that does not fit behind others begins the next buffer; it is asked for again then.
                    length = before;
                    if (before == SizeLine)
                    {
                        return false;
                    }

                    break;
                }

                next = following;
                if (next < 0 || limit - length < length - before)
                {
                    break;
                }
            }

            bool last = next < 0;
            if (inChunks)
            {
                SendChunk(0, 0, last);
            }
            else
            {
                connection.Send(buffer, SizeLine, length - SizeLine, !last);
            }

            return true;
        }

        /// <summary>Copies the next part of a text into the buffer.</summary>
        /// <param name="text">The text.</param>
        /// <param name="position">Index of the first character.</param>
        /// <param name="count">How many are left.</param>
        /// <returns>Bytes copied; -1 where the text has other characters than promised, and the length was a lie.</returns>
        internal int WriteText(string text, int position, int count)
        {
            if (count > buffer.Length / 3)
            {
                count = buffer.Length / 3;
            }

            return Encoding.UTF8.GetBytes(text, position, count, buffer, 0) == count ? count : -1;
        }

        internal override bool MakeRoom(int count)
        {
            if (writingHead)
            {
                throw new InvalidOperationException("the header fields are larger than HttpServerOptions.ResponseSize");
            }

            switch (phase)
            {
                case Nothing:
                case Head:
                    BeginBody();
                    return limit - length >= count || MakeRoom(count);
                case WholeBody:
                    Spill();
                    return true;
                case Chunk:
                    SendChunk(0, 0, false);
                    length = SizeLine;
                    return true;
                case Plain:
                    connection.Send(buffer, SizeLine, length - SizeLine, true);
                    length = SizeLine;
                    return true;
                case Discarded:
                    length = SizeLine;
                    return true;
                case HandedOver:
                    throw new InvalidOperationException("the body was handed over; nothing can be written before or behind it");
                default:
                    overflow = true;
                    return false;
            }
        }

        // The head of a body that is going to be written: how long it is stays open.
        private void BeginBody()
        {
            BeginHead();
            lengthField = -1;
            if (status != 204 && status != 304)
            {
                lengthField = length;
                Write(LengthField);
                Write("\r\n");
            }

            EndHead();
            limit = buffer.Length - ChunkEnd;
            phase = WholeBody;
        }

        private void EndHead()
        {
            if (!connection.KeepsAlive)
            {
                Write("Connection: close\r\n");
            }

            Write("\r\n");
            EndFields();
            bodyStart = length;
        }

        // The head of a body that follows when the handler has returned. It is in the send buffer before the first of it.
        private void HandOver(int size)
        {
            BeginHead();
            if (size >= 0)
            {
                Write("Content-Length: ");
                Write(size);
                Write("\r\n");
            }
            else if (size == LengthNever || isVersion10)
            {
                connection.CloseAfterwards();
            }
            else
            {
                Write(ChunkedField);
                Write("\r\n");
            }

            EndHead();
            phase = HandedOver;
            connection.Send(buffer, SizeLine, length - SizeLine, size != LengthNever && !HasNoBody());
        }

        // The body has outgrown the buffer: what stands there goes out, and the rest as it is written.
        private void Spill()
        {
            int from = SizeLine;
            if (lengthField >= 0)
            {
                Encoding.UTF8.GetBytes(isVersion10 ? NeitherField : ChunkedField, 0, LengthField.Length, buffer, lengthField);
            }

            if (HasNoBody())
            {
                connection.Send(buffer, from, bodyStart - from, false);
                phase = Discarded;
            }
            else if (isVersion10)
            {
                connection.Send(buffer, from, length - from, true);
                phase = Plain;
            }
            else
            {
                // The head moves to the front, and leaves room for the size of the first chunk.
                Array.Copy(buffer, SizeLine, buffer, 0, bodyStart - SizeLine);
                SendChunk(0, bodyStart - SizeLine, false);
                phase = Chunk;
            }

            length = SizeLine;
        }

        // Frames what stands behind the size line, and sends it with what stands in front of that.
        private void SendChunk(int from, int sizeLine, bool last)
        {
            int size = length - sizeLine - SizeLine;
            int end = sizeLine;
            if (size > 0)
            {
                limit = buffer.Length;
                end = length;
                length = sizeLine;
                WriteHex((uint)size, 4);
                buffer[length++] = Ascii.CarriageReturn;
                buffer[length] = Ascii.LineFeed;
                buffer[end++] = Ascii.CarriageReturn;
                buffer[end++] = Ascii.LineFeed;
            }

            if (last)
            {
                buffer[end++] = (byte)'0';
                buffer[end++] = Ascii.CarriageReturn;
                buffer[end++] = Ascii.LineFeed;
                buffer[end++] = Ascii.CarriageReturn;
                buffer[end++] = Ascii.LineFeed;
            }

            connection.Send(buffer, from, end - from, !last);
            limit = buffer.Length - ChunkEnd;
        }
    }
}
