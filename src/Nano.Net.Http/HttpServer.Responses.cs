using Nano.Net.Sockets;

namespace Nano.Net.Http
{
    // How the rest of a response is sent, and how a connection ends.
    public sealed partial class HttpServer
    {
        // The handler has said what it wants: something to send on, a stream, or nothing more.
        private bool EndHandler(HttpConnection connection, long now)
        {
            if (connection.Failed)
            {
                Abort(connection);
                return false;
            }

            connection.since = now;
            connection.deadline = now + options.WriteTimeout;
            if (connection.pushed != null)
            {
                connection.state = HttpConnection.Streaming;
                return true;
            }

            if (connection.body != null || connection.constant != null || connection.text != null)
            {
                connection.state = HttpConnection.Sending;
                connection.stream.WantsRoom = true;
                return true;
            }

            return EndResponse(connection, now);
        }

        private bool EndResponse(HttpConnection connection, long now)
        {
            connection.stream.WantsRoom = false;
            if (connection.KeepAlive)
            {
                connection.BecomeIdle(now, options.IdleTimeout);
                return true;
            }

            connection.stream.ShutdownSend();
            connection.state = HttpConnection.Draining;
            connection.since = now;
            connection.deadline = now + LingerTime;
            return true;
        }

        // Sends of a long body what there is room for.
        private bool Pump(HttpConnection connection, long now)
        {
            INonBlockingStream stream = connection.stream;
            while (!connection.Failed)
            {
                if (connection.constant != null)
                {
                    int taken = stream.TryWrite(connection.constant, connection.position, connection.end - connection.position, false);
                    if (taken == StreamResult.WouldBlock)
                    {
                        return false;
                    }

                    if (taken < 0)
                    {
                        break;
                    }

                    connection.position += taken;
                    if (connection.position == connection.end)
                    {
                        connection.constant = null;
                        return EndResponse(connection, now);
                    }

                    continue;
                }

                if (stream.Room < options.ResponseSize)
                {
                    if (stream.HasFailed)
                    {
                        break;
                    }

                    stream.Flush();
                    return false;
                }

                if (connection.text != null)
                {
                    int count = response.PumpText(connection);
                    if (count < 0)
                    {
                        FailBody(connection);
                        break;
                    }

                    connection.position += count;
                    bool last = connection.position == connection.end;
                    Send(connection, response.buffer, 0, count, !last);
                    if (last)
                    {
                        connection.text = null;
                    }
                }
                else if (!response.Pump(connection))
                {
                    FailBody(connection);
                    break;
                }

                if (connection.text == null && connection.body == null && !connection.Failed)
                {
                    return EndResponse(connection, now);
                }
            }

            Abort(connection);
            return false;
        }

        private void FailBody(HttpConnection connection)
        {
            Counters.HandlerFailures++;
            Tell(HttpFailure.BodyFailed, connection.client, null);
        }

        // Sends what others have written into a stream, and sees whether the client is still there.
        private bool Stream(HttpConnection connection, long now)
        {
            HttpStream pushed = connection.pushed;
            pushed.needsAttention = false;
            connection.stream.Flush();
            int count = Discard(connection.stream);
            if (count != StreamResult.WouldBlock || connection.stream.HasFailed)
            {
                Release(connection);
                return false;
            }

            if (pushed.IsClosed)
            {
                connection.pushed = null;
                return EndResponse(connection, now);
            }

            return false;
        }

        private bool Drain(HttpConnection connection)
        {
            if (Discard(connection.stream) != StreamResult.WouldBlock)
            {
                Release(connection);
            }

            return false;
        }

        // Throws away what comes, but no more in a row than a few buffers full.
        private int Discard(INonBlockingStream stream)
        {
            int count;
            int turns = Turns;
            do
            {
                count = stream.TryRead(request.buffer, 0, request.buffer.Length);
            }
            while (count > 0 && --turns > 0);
            return count > 0 ? StreamResult.WouldBlock : count;
        }

        private void OnDeadline(HttpConnection connection, long now)
        {
            INonBlockingStream stream = connection.stream;
            switch (connection.state)
            {
                case HttpConnection.Reading:
                    if (connection.InRequest)
                    {
                        Counters.RequestsTimedOut++;
                        SendError(connection, HttpFailure.RequestTimedOut, now);
                    }
                    else
                    {
                        connection.KeepAlive = false;
                        EndResponse(connection, now);
                    }

                    return;
                case HttpConnection.Draining:
                    if (stream.Unacknowledged == 0 || now - stream.ProgressAt >= options.WriteTimeout)
                    {
                        Abort(connection);
                    }
                    else
                    {
                        connection.deadline = now + LingerTime;
                    }

                    return;
                default:
                    long progress = stream.Unacknowledged == 0 ? now : stream.ProgressAt;
                    if (stream.HasFailed)
                    {
                        Release(connection);
                    }
                    else if (now - progress >= options.WriteTimeout)
                    {
                        Counters.WritesTimedOut++;
                        Tell(HttpFailure.WriteTimedOut, connection.client, null);
                        Abort(connection);
                    }
                    else
                    {
                        connection.deadline = progress + options.WriteTimeout;
                    }

                    return;
            }
        }

        private void Release(HttpConnection connection)
        {
            TcpClient client = connection.client;
            Leave(connection);
            client.Close();
        }

        private void Abort(HttpConnection connection)
        {
            INonBlockingStream stream = connection.stream;
            Leave(connection);
            stream.Abort();
        }

        private void Leave(HttpConnection connection)
        {
            if (connection != connections[options.Connections])
            {
                ActiveConnections--;
            }

            connection.Clear();
        }
    }
}
