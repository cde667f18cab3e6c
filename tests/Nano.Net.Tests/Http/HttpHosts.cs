using System.Collections.Concurrent;
using Nano.Net.Http;
using Nano.Net.Sockets;
using Nano.Net.Tests.Sockets;

namespace Nano.Net.Tests.Http
{
    /// <summary>A server on B and raw clients on A. The server's clock can be moved on, so that no time-out is waited for.</summary>
    internal sealed class HttpHosts : IDisposable
    {
        private readonly SocketHosts hosts;
        private readonly List<Client> clients = [];

        internal HttpHosts(Action<HttpServer>? routes = null, Action<HttpServerOptions>? configure = null, Action<StackOptions>? stack = null)
        {
            hosts = new SocketHosts(o =>
            {
                o.Connections = 8;
                o.HalfOpenConnections = 8;
                o.TimeWaitConnections = 16;
                o.UserTimeout = 86_400_000;
                o.OrphanTimeout = 86_400_000;
                stack?.Invoke(o);
            });
            var options = new HttpServerOptions();
            configure?.Invoke(options);
            Server = new HttpServer(hosts.B, options);
            Server.Failed += (failure, peer, exception) => Failures.Enqueue((failure, peer?.Address.ToString(), exception));
            routes?.Invoke(Server);
            Server.Start();
        }

        internal HttpServer Server { get; }

        /// <summary>What the server has told: cause, peer and exception.</summary>
        internal ConcurrentQueue<(HttpFailure Failure, string? Peer, Exception? Exception)> Failures { get; } = new();

        /// <summary>The cause of the only failure so far.</summary>
        internal HttpFailure Failure => Failures.Count == 0 ? HttpFailure.None : Assert.Single(Failures).Failure;

        internal SocketHosts Hosts => hosts;

        internal Client Connect()
        {
            var client = new TcpClient(hosts.A) { NoDelay = true, ReceiveTimeout = 20_000 };
            client.Connect(SocketHosts.AddressB, 80);
            var connected = new Client(client);
            clients.Add(connected);
            return connected;
        }

        /// <summary>Sends one request on a connection of its own, and reads to the end of the stream.</summary>
        internal string Exchange(string request)
        {
            using Client client = Connect();
            client.Send(request);
            return client.ReadToEnd();
        }

        /// <summary>The same, only the status code.</summary>
        internal int Status(string request)
        {
            using Client client = Connect();
            client.Send(request);
            return client.ReadResponse().Status;
        }

        /// <summary>Makes it later for the hosts and the server.</summary>
        internal void Skip(int milliseconds)
        {
            hosts.Skip(milliseconds);
            Server.Wake();
        }

        public void Dispose()
        {
            foreach (Client client in clients)
            {
                client.Dispose();
            }

            Server.Dispose();
            hosts.Dispose();
        }
    }
}
