using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Channel;

namespace Nano.Net.InteropTests.Mqtt
{
    /// <summary>The bytes of MQTTnet over a socket of this stack.</summary>
    internal sealed class NanoMqttChannel : IMqttChannel
    {
        private readonly Socket socket;
        private readonly IPEndPoint? broker;

        /// <summary>A client's, not connected yet.</summary>
        internal NanoMqttChannel(StackRunner runner, IPEndPoint broker)
        {
            socket = new Socket(runner, Nano.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            this.broker = broker;
        }

        /// <summary>A server's, accepted.</summary>
        internal NanoMqttChannel(Socket accepted)
        {
            socket = accepted;
        }

        public X509Certificate2? ClientCertificate => null;

        public bool IsSecureConnection => false;

        public System.Net.EndPoint? RemoteEndPoint => null;

        public System.Net.EndPoint? LocalEndPoint => null;

        public Task ConnectAsync(CancellationToken cancellationToken) => Task.Run(() => socket.Connect(broker!), cancellationToken);

        public Task DisconnectAsync(CancellationToken cancellationToken)
        {
            socket.Close();
            return Task.CompletedTask;
        }

        public Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Task.Factory.StartNew(() => socket.Receive(buffer, offset, count, SocketFlags.None), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        public Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken) => Task.Run(
            () =>
            {
                byte[] bytes = buffer.ToArray();
                for (int sent = 0; sent < bytes.Length;)
                {
                    sent += socket.Send(bytes, sent, bytes.Length - sent, SocketFlags.None);
                }
            },
            cancellationToken);

        public void Dispose() => socket.Dispose();
    }
}
