using System.Net.Sockets;
using Nano.Net.Tcp;

namespace Nano.Cli
{
    /// <summary>Plays a whole session through the gateway, and judges it.</summary>
    internal sealed class DemoCheck(DemoNetwork network, Terminal terminal, int seed, TimeSpan limit)
    {
        private const int Bytes = 1024 * 1024;
        private const int BarWidth = 30;
        private const int Pause = 20;

        private static readonly string Closed = TcpStateName.Of(TcpState.Closed);

        private readonly LadderScreen screen = new(terminal, "gateway", "device");

        /// <summary>Plays the session.</summary>
        /// <exception cref="CliException">It did not go as it should have.</exception>
        public void Run(CancellationToken stop)
        {
            using var session = new EchoSession(Bytes, (ulong)seed);
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stop);
            cancellation.CancelAfter(limit);
            screen.Explain();
            long end = Play(session, stop, cancellation.Token);
            Report(network.Watch.Conversations[0], end, Visit(stop, cancellation.Token));
        }

        /// <summary>Plays the echo session, up to the end of its connection.</summary>
        /// <returns>When all had come back, in microseconds.</returns>
        private long Play(EchoSession session, CancellationToken stop, CancellationToken cancellation)
        {
            try
            {
                Task playing = session.RunAsync(network.Gateway.LocalEndPoint, cancellation);
                long end = Watch(() => playing.IsCompleted, session, cancellation);
                playing.GetAwaiter().GetResult();
                Watch(() => network.Watch.Conversations is [var only] && only.Left.State == Closed && only.Right.State == Closed, session, cancellation);
                screen.Close();
                return end;
            }
            catch (OperationCanceledException)
            {
                throw stop.IsCancellationRequested
                    ? new CliException("the check was interrupted", NanoCommand.Failed)
                    : new CliException($"the check has failed: {Progress(session)} after {limit.TotalSeconds:0} s", NanoCommand.Failed);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                throw new CliException($"the check has failed: {Progress(session)}, then: {e.Message}", NanoCommand.Failed);
            }
            finally
            {
                terminal.ShowStatus("");
            }
        }

        /// <summary>Looks at the dashboard.</summary>
        /// <returns>What was seen, in words.</returns>
        private string Visit(CancellationToken stop, CancellationToken cancellation)
        {
            const string Failure = "the check of the dashboard has failed";
            try
            {
                return DashboardVisit.RunAsync(network.Dashboard.LocalEndPoint, cancellation).GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                throw stop.IsCancellationRequested
                    ? new CliException("the check was interrupted", NanoCommand.Failed)
                    : new CliException($"{Failure}: no sample came; {limit.TotalSeconds:0} s are over", NanoCommand.Failed);
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                throw new CliException($"{Failure}: {e.Message.TrimEnd('.')}", NanoCommand.Failed);
            }
        }

        /// <summary>Draws what crosses the wire until something has come about.</summary>
        /// <returns>When that was, in microseconds.</returns>
        private long Watch(Func<bool> done, EchoSession session, CancellationToken cancellation)
        {
            while (true)
            {
                bool isDone = done();
                long now = network.Now;
                screen.Show(network.Watch.Take(), now);
                if (isDone)
                {
                    return now;
                }

                int filled = (int)(session.Received * BarWidth / Bytes);
                terminal.ShowStatus($"[{new string('#', filled)}{new string('.', BarWidth - filled)}] {session.Received * 100 / Bytes}% of 1 MiB has come back");
                cancellation.ThrowIfCancellationRequested();
                Thread.Sleep(Pause);
            }
        }

        private string Progress(EchoSession session)
        {
            string states = network.Watch.Conversations is [.., var last] ? $"; gateway {last.Left.State}, device {last.Right.State}" : "";
            return $"{session.Received:N0} of {Bytes:N0} bytes had come back{states}";
        }

        private void Report(Conversation conversation, long end, string seen)
        {
            terminal.WriteLine();
            terminal.WriteTable(
                ["", " segments", " retransmitted", " lost", " bytes of data"],
                [Row("gateway", conversation.Left), Row("device", conversation.Right)]);
            terminal.WriteLine();
            terminal.WriteLine($"gateway: {string.Join(", ", conversation.Left.States)}");
            terminal.WriteLine($"device:  {string.Join(", ", conversation.Right.States)}");
            terminal.WriteLine(seen);
            terminal.WriteLine();
            terminal.WriteLine(new StyledText().Add("Passed", Tone.Fresh).Add(
                $": 1 MiB there and back in {end / 1e6:0.0} s, every byte as it was sent; goodput {Quantity.Bytes(Bytes / (end / 1e6))}/s each way."));

            static string[] Row(string name, Speaker speaker) =>
                [name, $"{speaker.Segments:N0}", $"{speaker.Retransmissions:N0}", $"{speaker.Lost:N0}", $"{speaker.Bytes:N0}"];
        }
    }
}
