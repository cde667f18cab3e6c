using Nano.Net.Tcp;

namespace Nano.Workbench
{
    /// <summary>A connection as the application of a host has it: what is still to be written, and how fast it reads.</summary>
    internal sealed class LabSocket(TcpConnection connection, int number)
    {
        /// <summary>A slow reader reads a little this often, in milliseconds.</summary>
        private const int ReadInterval = 50;

        private static readonly byte[] Pattern = [.. Enumerable.Range(0, 4096).Select(i => (byte)('a' + (i % 26)))];
        private readonly byte[] chunk = new byte[4096];
        private readonly int closings = connection.closings;
        private long nextRead;
        private long nextPush;

        /// <summary>Counts the sockets of a host from 1.</summary>
        public int Number { get; } = number;

        /// <summary>The connection of the stack.</summary>
        public TcpConnection Connection => connection;

        /// <summary>Bytes that are still to be written.</summary>
        public long ToSend { get; set; }

        /// <summary>Bytes a second that are read; -1: all at once, 0: none.</summary>
        public long ReadRate { get; set; } = -1;

        /// <summary>Bytes that answer each batch of bytes read; 0: none.</summary>
        public int Reply { get; set; }

        /// <summary>Milliseconds from one pushed message to the next; 0: none is pushed.</summary>
        public int PushInterval { get; private set; }

        /// <summary>Bytes of a pushed message.</summary>
        public int PushSize { get; private set; }

        /// <summary>Closes when the peer has closed.</summary>
        public bool ClosesAtEnd { get; set; }

        /// <summary>Bytes that were read.</summary>
        public long Read { get; private set; }

        /// <summary>Whether the peer's end of stream was read.</summary>
        public bool SawEnd { get; private set; }

        /// <summary>The application has let go of the connection, or it has ended.</summary>
        public bool IsClosed => connection.closings != closings || connection.state == TcpState.Closed;

        /// <summary>Writes a message again and again.</summary>
        public void Push(int interval, int size, long now)
        {
            PushInterval = interval;
            PushSize = size;
            nextPush = now + interval;
        }

        /// <summary>Does what can be done now.</summary>
        /// <returns>When it wants to be asked again at the latest.</returns>
        public long Step(long now)
        {
            if (IsClosed || connection.state is TcpState.SynSent or TcpState.SynReceived)
            {
                return long.MaxValue;
            }

            long wake = long.MaxValue;
            if (PushInterval > 0)
            {
                if (now >= nextPush)
                {
                    ToSend += PushSize;
                    nextPush = now + PushInterval;
                }

                wake = nextPush;
            }

            Write();
            if (ReadRate < 0)
            {
                while (Take(chunk.Length))
                {
                }
            }
            else if (ReadRate > 0)
            {
                if (now >= nextRead)
                {
                    Take((int)Math.Clamp(ReadRate * ReadInterval / 1000, 1, chunk.Length));
                    nextRead = now + ReadInterval;
                }

                wake = Math.Min(wake, nextRead);
            }

            Write();
            if (SawEnd && ClosesAtEnd && ToSend == 0)
            {
                connection.Close();
            }

            return wake;
        }

        private void Write()
        {
            while (ToSend > 0)
            {
                int taken = connection.Send(Pattern, 0, (int)Math.Min(Pattern.Length, ToSend));
                if (taken <= 0)
                {
                    ToSend = taken == TcpConnection.Ended ? 0 : ToSend;
                    return;
                }

                ToSend -= taken;
            }
        }

        private bool Take(int count)
        {
            if (SawEnd || IsClosed)
            {
                return false;
            }

            int read = connection.Receive(chunk, 0, count);
            SawEnd |= read == 0;
            if (read <= 0)
            {
                return false;
            }

            Read += read;
            ToSend += Reply;
            return true;
        }
    }
}
