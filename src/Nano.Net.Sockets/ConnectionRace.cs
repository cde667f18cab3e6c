using System;
using System.Threading;
using Nano.Net.Core;
using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    /// <summary>
    /// Connecting to a host that has several addresses, "happy eyeballs" (RFC 8305 section 5): one address after the other is
    /// tried, the next one when the one before has failed or has not answered in <see cref="AttemptDelay"/>; the first connection
    /// that is established is the client's, and the other attempts end.
    /// </summary>
    /// <remarks>Where the stack has no connection to spare, the next address waits until an attempt has failed.</remarks>
    internal sealed partial class ConnectionRace : IWatcher
    {
        /// <summary>The Connection Attempt Delay of RFC 8305 section 5, in milliseconds.</summary>
        internal const int AttemptDelay = 250;

        private readonly TcpClient client;
        private readonly IPAddress[] addresses;
        private readonly int port;
        private readonly AutoResetEvent ready = new AutoResetEvent(false);

        // Those that go on, in their order.
        private readonly TcpConnection[] attempts;
        private int running;

        // The next address, and when it is tried; TimerQueue.Never for when an attempt has failed.
        private int next;
        private long nextAt;
        private SocketException failure;

        /// <summary>Makes it; <see cref="Step"/> begins it.</summary>
        /// <param name="client">Who is to have the connection.</param>
        /// <param name="addresses">The addresses in their order; one at least.</param>
        /// <param name="port">The port there.</param>
        internal ConnectionRace(TcpClient client, IPAddress[] addresses, int port)
        {
            this.client = client;
            this.addresses = addresses;
            this.port = port;
            attempts = new TcpConnection[addresses.Length];
        }

        /// <inheritdoc/>
        public void Set()
        {
            ready.Set();
            OnSet();
        }

        /// <summary>Does what there is to do by now; under the lock.</summary>
        /// <returns>Whether the client has its connection.</returns>
        /// <exception cref="SocketException">No address answers: the reason is the last one's; or the client was closed meanwhile.</exception>
        internal bool Step()
        {
            StackRunner runner = client.runner;
            runner.BeginCall();
            bool goesOn = false;
            try
            {
                client.CheckNotInterrupted();
                bool isWon = LookAtAttempts(runner.stack.context.now);
                if (!isWon)
                {
                    TryNext(runner.stack.context.now);
                    goesOn = true;
                }

                return isWon;
            }
            finally
            {
                if (!goesOn)
                {
                    End();
                }

                runner.EndCall();
            }
        }

        /// <summary>Ends all attempts that go on; under the lock.</summary>
        internal void End()
        {
            while (running > 0)
            {
                TcpConnection attempt = attempts[--running];
                attempt.watcher = null;
                attempt.Abort();
                attempt.Close();
            }

            client.OnRaceEnded(this);
        }

        /// <summary>Milliseconds until there is something to do, unless <see cref="Set"/> is called before; under the lock.</summary>
        internal int Pause()
        {
            if (next == addresses.Length || nextAt == TimerQueue.Never)
            {
                return Timeout.Infinite;
            }

            long left = nextAt - client.runner.stack.context.now;
            return left > 0 ? (int)left : 0;
        }

        /// <summary>Waits for that.</summary>
        internal void Wait(int pause)
        {
            ready.WaitOne(pause, false);
        }

        // .NET has those who wait without a thread, too.
        partial void OnSet();

        // Whether one has won; those that have failed make room for the next one.
        private bool LookAtAttempts(long now)
        {
            int left = 0;
            int count = running;
            for (int i = 0; i < count; i++)
            {
                TcpConnection attempt = attempts[i];
                if (attempt.error != TcpError.None)
                {
                    failure = SocketException.Of(attempt);
                    attempt.watcher = null;
                    attempt.Close();
                    nextAt = now;
                }
                else
                {
                    attempts[left++] = attempt;
                }
            }

            running = left;
            for (int i = 0; i < running; i++)
            {
                TcpConnection attempt = attempts[i];
                if (attempt.IsSynchronized)
                {
                    attempts[i] = attempts[--running];
                    attempt.watcher = null;
                    attempt.watch &= ~TcpConnection.Touched;
                    client.AdoptOrClose(attempt);
                    return true;
                }
            }

            return false;
        }

        private void TryNext(long now)
        {
            while (next < addresses.Length && (running == 0 || now >= nextAt))
            {
                OpenError error;
                TcpConnection opened = client.Open(addresses[next], port, out error);
                if (opened == null && error == OpenError.TooMany && running > 0)
                {
                    nextAt = TimerQueue.Never;
                    return;
                }

                next++;
                if (opened == null)
                {
                    failure = SocketException.Of(error);
                }
                else
                {
                    opened.watcher = this;
                    attempts[running++] = opened;
                    nextAt = now + AttemptDelay;
                }
            }

            if (running == 0)
            {
                throw failure;
            }
        }
    }
}
