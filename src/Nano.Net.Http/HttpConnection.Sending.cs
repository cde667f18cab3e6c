using Nano.Net.Sockets;

namespace Nano.Net.Http
{
    // How a response is sent, and what follows it.
    internal sealed partial class HttpConnection
    {
        // What is sent when the handler has returned: made for the first such response of this place. It has begun where the
        // handler has handed it over.
        private OutgoingBody outgoing;

        // Who writes into a response without end.
        private HttpStream pushed;

        /// <summary>Another request may follow on this connection.</summary>
        internal bool KeepsAlive
        {
            get { return (marks & KeptAlive) != 0; }
        }

        /// <summary>The send buffer was full for too long, or the client gone, in the middle of a response.</summary>
        internal bool HasFailed
        {
            get { return (marks & Broken) != 0; }
        }

        /// <summary>Tells a client that all places are taken; this place is not one of them.</summary>
        internal void SendAway(TcpClient accepted, long now)
        {
            Open(accepted, now);
            server.Tell(HttpFailure.ConnectionRefused, accepted, null);
            CloseAfterwards();
            HttpResponse response = server.response;
            response.Begin(this, false, false);
            response.Status = HttpFailureStatus.Of(HttpFailure.ConnectionRefused);
            response.AddHeader("Retry-After", "1");
            response.Write("all connections are in use\n");
            response.Finish();
            if (EndHandler(now))
            {
                deadline = now + RefusalTime;
            }
        }

        /// <summary>What the handler hands over, to be sent when it has returned.</summary>
        internal OutgoingBody HandOver()
        {
            if (outgoing == null)
            {
                outgoing = new OutgoingBody();
            }

            state = Sending;
            return outgoing;
        }

        /// <summary>Leaves the response open for what is written later.</summary>
        internal HttpStream OpenStream()
        {
            pushed = new HttpStream(server, client);
            state = Streaming;
            return pushed;
        }

        /// <summary>The response cannot go on: the connection is ended when its handler has returned.</summary>
        internal void Fail()
        {
            marks |= Broken;
        }

        /// <summary>
        /// Puts bytes into the send buffer. Where it is full, which only a handler brings about that writes more at once than
        /// fits, this waits for the client, and everybody else with it, but no longer than the write time-out.
        /// </summary>
        internal void Send(byte[] buffer, int offset, int count, bool hold)
        {
            long until = Never;
            while (!HasFailed)
            {
                int taken = stream.TryWrite(buffer, offset, count, hold);
                if (taken == StreamResult.Failed)
                {
                    Fail();
                    return;
                }

                if (taken > 0)
                {
                    offset += taken;
                    count -= taken;
                }

                if (count == 0)
                {
                    return;
                }

                long now = server.Now;
                if (until == Never)
                {
                    until = now + server.Options.WriteTimeout;
                    stream.Flush();
                    stream.WantsRoom = true;
                    server.LookAgain();
                    continue;
                }

                if (now >= until || server.IsStopping)
                {
                    server.Counters.WritesTimedOut++;
                    server.Tell(HttpFailure.WriteTimedOut, client, null);
                    Fail();
                    return;
                }

                server.readiness.Wait((int)(until - now));
            }
        }

        // The handler has said what it wants: something to send on, a stream, or nothing more.
        private bool EndHandler(long now)
        {
            if (HasFailed)
            {
                Abort();
                return false;
            }

            WaitUntil(now, server.Options.WriteTimeout);
            if (state == Streaming)
            {
                return true;
            }

            if (state == Sending)
            {
                stream.WantsRoom = true;
                return true;
            }

            return EndResponse(now);
        }

        private bool EndResponse(long now)
        {
            stream.WantsRoom = false;
            if (KeepsAlive)
            {
                BecomeIdle(now);
                return true;
            }

            stream.ShutdownSend();
            state = Draining;
            WaitUntil(now, LingerTime);
            return true;
        }

        // Sends of a long body what there is room for.
        private bool SendBody(long now)
        {
            int result = outgoing.Send(this, server.response);
            switch (result)
            {
                case OutgoingBody.Blocked:
                    return false;
                case OutgoingBody.Finished:
                    outgoing.Clear();
                    return EndResponse(now);
                case OutgoingBody.Broken:
                    server.Counters.HandlerFailures++;
                    server.Tell(HttpFailure.BodyFailed, client, null);
                    break;
            }

            Abort();
            return false;
        }

        // Sends what others have written into a stream, and sees whether the client is still there.
        private bool Stream(long now)
        {
            pushed.Attend();
            stream.Flush();
            int count = Discard();
            if (count != StreamResult.WouldBlock || stream.HasFailed)
            {
                Release();
                return false;
            }

            if (pushed.IsClosed)
            {
                pushed = null;
                return EndResponse(now);
            }

            return false;
        }

        private bool Drain()
        {
            if (Discard() != StreamResult.WouldBlock)
            {
                Release();
            }

            return false;
        }

        // Throws away what comes, but no more in a row than a few buffers full.
        private int Discard()
        {
            byte[] buffer = server.request.buffer;
            int count;
            int turns = Turns;
            do
            {
                count = stream.TryRead(buffer, 0, buffer.Length);
            }
            while (count > 0 && --turns > 0);
            return count > 0 ? StreamResult.WouldBlock : count;
        }
    }
}
