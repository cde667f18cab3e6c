using Nano.Net.Tcp;

namespace Nano.Net.Tests.Simulation
{
    /// <summary>
    /// One end of a conversation: sends a stream of bytes that is known beforehand, takes the peer's and checks every
    /// byte, closes its sending side when all is written, and the connection when the peer has done so too.
    /// </summary>
    internal sealed class Talker
    {
        private readonly TcpConnection connection;
        private readonly long toSend;
        private readonly uint sendSeed;
        private readonly uint receiveSeed;
        private readonly byte[] chunk = new byte[3000];

        internal Talker(TcpConnection connection, long toSend, uint sendSeed, uint receiveSeed)
        {
            this.connection = connection;
            this.toSend = toSend;
            this.sendSeed = sendSeed;
            this.receiveSeed = receiveSeed;
        }

        internal long Sent { get; private set; }

        internal long Received { get; private set; }

        internal bool SawEnd { get; private set; }

        internal TcpError Error { get; private set; }

        internal bool Done { get; private set; }

        /// <summary>The byte at a place in a stream: any two places look different.</summary>
        internal static byte ByteAt(uint seed, long index)
        {
            ulong x = ((ulong)index + seed) * 0x9E3779B97F4A7C15;
            return (byte)((x >> 32) ^ (x >> 56));
        }

        /// <summary>Does what can be done now; false when it is over.</summary>
        internal bool Step()
        {
            if (Done)
            {
                return false;
            }

            if (connection.state == TcpState.SynSent || (connection.state == TcpState.SynReceived && connection.error == TcpError.None))
            {
                return true;
            }

            while (Sent < toSend)
            {
                int count = (int)Math.Min(chunk.Length, toSend - Sent);
                for (int i = 0; i < count; i++)
                {
                    chunk[i] = ByteAt(sendSeed, Sent + i);
                }

                int taken = connection.Send(chunk, 0, count);
                if (taken <= 0)
                {
                    if (taken == TcpConnection.Ended)
                    {
                        return Finish();
                    }

                    break;
                }

                Sent += taken;
            }

            if (Sent == toSend)
            {
                connection.ShutdownSend();
            }

            while (!SawEnd)
            {
                int read = connection.Receive(chunk, 0, chunk.Length);
                if (read == TcpConnection.WouldBlock)
                {
                    return true;
                }

                if (read == TcpConnection.Ended)
                {
                    return Finish();
                }

                if (read == 0)
                {
                    SawEnd = true;
                }

                for (int i = 0; i < read; i++)
                {
                    Assert.Equal(ByteAt(receiveSeed, Received + i), chunk[i]);
                }

                Received += read;
            }

            return Sent < toSend || Finish();
        }

        /// <summary>Ends it without regard to what is under way.</summary>
        internal void Abort()
        {
            if (!Done)
            {
                connection.Abort();
            }
        }

        private bool Finish()
        {
            Error = connection.error;
            Done = true;
            connection.Close();
            return false;
        }
    }
}
