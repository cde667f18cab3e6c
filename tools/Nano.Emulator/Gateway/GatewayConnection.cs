using System.Net.Sockets;
using HostException = System.Net.Sockets.SocketException;
using StackException = Nano.Net.Sockets.SocketException;

namespace Nano.Emulator
{
    /// <summary>One connection of a <see cref="Gateway"/>: a thread for each direction, which ends when that direction does.</summary>
    internal sealed class GatewayConnection
    {
        private const int BufferSize = 65_536;
        private const int StackSize = 256 * 1024;

        private readonly Socket host;
        private readonly Net.Sockets.TcpClient client;
        private readonly Net.IPEndPoint device;
        private readonly Action<GatewayConnection> onEnd;
        private readonly Thread toDevice;
        private readonly Thread toHost;

        /// <param name="host">The PC's program.</param>
        /// <param name="client">Connects to the device.</param>
        /// <param name="device">Where that is.</param>
        /// <param name="onEnd">Called when both directions have ended.</param>
        public GatewayConnection(Socket host, Net.Sockets.TcpClient client, Net.IPEndPoint device, Action<GatewayConnection> onEnd)
        {
            this.host = host;
            this.client = client;
            this.device = device;
            this.onEnd = onEnd;
            host.NoDelay = true;
            client.NoDelay = true;
            toDevice = new Thread(ForwardToDevice, StackSize) { IsBackground = true, Name = "Nano gateway, to the device" };
            toHost = new Thread(Run, StackSize) { IsBackground = true, Name = "Nano gateway, to the PC" };
        }

        public void Start() => toHost.Start();

        /// <summary>Resets both sides. What waits in them fails.</summary>
        public void Abort()
        {
            // A socket that is closed with this option set sends a reset instead of a FIN.
            try
            {
                host.LingerState = new LingerOption(true, 0);
            }
            catch (Exception e) when (e is HostException or ObjectDisposedException)
            {
                // It has gone already.
            }

            host.Dispose();
            client.LingerState = new Net.Sockets.LingerOption(true, 0);
            client.Close();
        }

        public void Join() => toHost.Join();

        private void Run()
        {
            if (Guard(() => client.Connect(device)))
            {
                toDevice.Start();
                Guard(ForwardToHost);
                toDevice.Join();
            }

            host.Dispose();
            client.Close();
            onEnd(this);
        }

        private void ForwardToDevice()
        {
            Guard(() =>
            {
                Net.Sockets.NetworkStream stream = client.GetStream();
                byte[] buffer = new byte[BufferSize];
                int count;
                while ((count = host.Receive(buffer)) > 0)
                {
                    stream.Write(buffer, 0, count);
                }

                client.Shutdown(Net.Sockets.SocketShutdown.Send);
            });
        }

        private void ForwardToHost()
        {
            Net.Sockets.NetworkStream stream = client.GetStream();
            byte[] buffer = new byte[BufferSize];
            int count;
            while ((count = stream.Read(buffer, 0, buffer.Length)) > 0)
            {
                for (int sent = 0; sent < count;)
                {
                    sent += host.Send(buffer, sent, count - sent, SocketFlags.None);
                }
            }

            host.Shutdown(SocketShutdown.Send);
        }

        /// <summary>Does something; where it fails, the other side is to know.</summary>
        /// <returns>Whether it was done.</returns>
        private bool Guard(Action action)
        {
            try
            {
                action();
                return true;
            }
            catch (Exception e) when (e is HostException or StackException or IOException or ObjectDisposedException)
            {
                Abort();
                return false;
            }
        }
    }
}
