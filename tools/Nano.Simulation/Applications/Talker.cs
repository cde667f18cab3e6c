using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>
    /// One end of a conversation: sends a stream of bytes that is known beforehand, takes the peer's and checks every
    /// byte, closes its sending side when all is written, and the connection when the peer has done so too.
    /// </summary>
    internal sealed class Talker
    {
        private readonly SimulatedHost? host;
        private readonly TcpConnection connection;
        private readonly ByteStream sends;
        private readonly ByteStream receives;
        private readonly Manner manner;
        private readonly byte[] chunk = new byte[3000];
        private long readAt;

        internal Talker(TcpConnection connection, long toSend, uint sendSeed, uint receiveSeed)
            : this(null, connection, new ByteStream(sendSeed, toSend), new ByteStream(receiveSeed, -1), Manner.Plain)
        {
        }

        /// <param name="host">Whose clock it goes by; may be missing where its manner knows no time.</param>
        /// <param name="connection">Its connection.</param>
        /// <param name="sends">What it sends.</param>
        /// <param name="receives">What it must receive.</param>
        /// <param name="manner">How.</param>
        /// <param name="received">How much of that has been read already.</param>
        internal Talker(SimulatedHost? host, TcpConnection connection, ByteStream sends, ByteStream receives, Manner manner, long received = 0)
        {
            this.host = host;
            this.connection = connection;
            this.sends = sends;
            this.receives = receives;
            this.manner = manner;
            Received = received;
            connection.sender.noDelay |= manner.NoDelay;
        }

        internal long Sent { get; private set; }

        internal long Received { get; private set; }

        internal bool SawEnd { get; private set; }

        internal TcpError Error { get; private set; }

        internal bool Done { get; private set; }

        /// <summary>When it was done, in microseconds of the network.</summary>
        internal long DoneAt { get; private set; }

        /// <summary>Whether both streams have passed as they should, to the end.</summary>
        internal bool Succeeded => Done && Error == TcpError.None && SawEnd && HasSentAll;

        internal bool HasSentAll => Sent == sends.Length;

        /// <summary>Whether the next hop did not answer when it connected, or a router has said that there is no way. As on other systems, who connects has to try again.</summary>
        internal bool FoundNobody => Done && Error is TcpError.HostUnreachable or TcpError.NetworkUnreachable && Sent == 0 && Received == 0;

        /// <summary>Does what can be done now; false when it is over.</summary>
        internal bool Step()
        {
            if (Done)
            {
                return false;
            }

            if (manner.AbortAt != long.MaxValue)
            {
                if (host!.Now >= manner.AbortAt)
                {
                    connection.Abort();
                    return Finish();
                }

                host.WakeAt(manner.AbortAt);
            }

            if (connection.state == TcpState.SynSent || (connection.state == TcpState.SynReceived && connection.error == TcpError.None))
            {
                return true;
            }

            bool progress = true;
            while (progress)
            {
                progress = false;
                if (!Write(ref progress) || !Read(ref progress))
                {
                    return Finish();
                }
            }

            return Sent < sends.Length || !SawEnd || Finish();
        }

        /// <summary>Ends it without regard to what is under way.</summary>
        internal void Abort()
        {
            if (!Done)
            {
                connection.Abort();
            }
        }

        public override string ToString() =>
            Done ? $"{(Error == TcpError.None ? "done" : Error)}, sent {Sent}, received {Received}"
                : $"{TcpStateName.Of(connection.state)}, sent {Sent} of {sends.Length}, received {Received}";

        // Both: false where the connection has ended.
        private bool Write(ref bool progress)
        {
            long limit = manner.MaySend == null ? sends.Length : Math.Min(sends.Length, manner.MaySend(this));
            while (Sent < limit)
            {
                int count = (int)Math.Min(Math.Min(chunk.Length, manner.WriteChunk), limit - Sent);
                for (int i = 0; i < count; i++)
                {
                    chunk[i] = sends[Sent + i];
                }

                int taken = connection.Send(chunk, 0, count);
                if (taken <= 0)
                {
                    return taken != TcpConnection.Ended;
                }

                Sent += taken;
                progress = true;
            }

            if (Sent == sends.Length)
            {
                connection.ShutdownSend();
            }

            return true;
        }

        private bool Read(ref bool progress)
        {
            while (!SawEnd)
            {
                if (manner.ReadPause > 0)
                {
                    if (host!.Now < readAt)
                    {
                        host.WakeAt(readAt);
                        return true;
                    }

                    readAt = host.Now + manner.ReadPause;
                }

                int read = connection.Receive(chunk, 0, Math.Min(chunk.Length, manner.ReadChunk));
                if (read < 0)
                {
                    return read != TcpConnection.Ended;
                }

                if (read == 0)
                {
                    SawEnd = true;
                    if (receives.Length >= 0 && Received != receives.Length)
                    {
                        throw new Violation(Rule.Stream, $"the stream has ended after {Received} of {receives.Length} bytes");
                    }
                }

                for (int i = 0; i < read; i++)
                {
                    if (chunk[i] != receives[Received + i])
                    {
                        throw new Violation(Rule.Stream, $"byte {Received + i} is {chunk[i]:X2}, not {receives[Received + i]:X2} as it was sent");
                    }
                }

                Received += read;
                if (receives.Length >= 0 && Received > receives.Length)
                {
                    throw new Violation(Rule.Stream, $"{Received} bytes have arrived of a stream of {receives.Length}");
                }

                progress = true;
            }

            return true;
        }

        private bool Finish()
        {
            Error = connection.error;
            Done = true;
            DoneAt = host?.Network.Scheduler.Microseconds ?? 0;
            connection.Close();
            return false;
        }
    }
}
