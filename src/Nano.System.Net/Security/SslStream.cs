using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace System.Net.Security
{
    /// <summary>A connection under TLS, which the stack has not: every attempt to begin one throws.</summary>
    public class SslStream : NetworkStream
    {
        private const string Advice = "TLS by certificates is not in this stack: let a proxy in your network speak it (nginx, stunnel, a broker's bridge), or use the network of the firmware";

        /// <summary>Makes a stream of a connected socket.</summary>
        /// <param name="socket">The socket.</param>
        public SslStream(Socket socket)
            : base(socket, false)
        {
        }

        /// <summary>What is asked of the peer's certificate.</summary>
        public SslVerification SslVerification { get; set; }

        /// <summary>Whether to use the certificate that the firmware keeps.</summary>
        public bool UseStoredDeviceCertificate { get; set; }

        /// <summary>Throws.</summary>
        /// <exception cref="NotSupportedException">Always; it says what to do.</exception>
        public void AuthenticateAsClient(string targetHost, SslProtocols enabledSslProtocols)
        {
            throw new NotSupportedException(Advice);
        }

        /// <inheritdoc cref="AuthenticateAsClient(string, SslProtocols)"/>
        public void AuthenticateAsClient(string targetHost, X509Certificate clientCertificate, SslProtocols enabledSslProtocols)
        {
            throw new NotSupportedException(Advice);
        }

        /// <inheritdoc cref="AuthenticateAsClient(string, SslProtocols)"/>
        public void AuthenticateAsClient(string targetHost, X509Certificate clientCertificate, X509Certificate ca, SslProtocols enabledSslProtocols)
        {
            throw new NotSupportedException(Advice);
        }

        /// <inheritdoc cref="AuthenticateAsClient(string, SslProtocols)"/>
        public void AuthenticateAsServer(X509Certificate serverCertificate, SslProtocols enabledSslProtocols)
        {
            throw new NotSupportedException(Advice);
        }

        /// <inheritdoc cref="AuthenticateAsClient(string, SslProtocols)"/>
        public void AuthenticateAsServer(X509Certificate serverCertificate, bool clientCertificateRequired, SslProtocols enabledSslProtocols)
        {
            throw new NotSupportedException(Advice);
        }
    }
}
