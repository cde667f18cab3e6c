using System.Text;

namespace System.Security.Cryptography.X509Certificates
{
    /// <summary>The bytes of a certificate. It is kept, and never read: the stack has no TLS by certificates.</summary>
    public class X509Certificate
    {
        private readonly byte[] certificate;

        /// <summary>Makes an empty one.</summary>
        public X509Certificate()
            : this(new byte[0])
        {
        }

        /// <summary>Keeps a certificate.</summary>
        /// <param name="certificate">Its bytes, in DER or PEM form.</param>
        public X509Certificate(byte[] certificate)
        {
            this.certificate = certificate;
        }

        /// <summary>Keeps a certificate.</summary>
        /// <param name="certificate">In PEM form.</param>
        public X509Certificate(string certificate)
            : this(Encoding.UTF8.GetBytes(certificate))
        {
        }

        /// <summary>The bytes that it was made of.</summary>
        public virtual byte[] GetRawCertData()
        {
            return certificate;
        }
    }
}
