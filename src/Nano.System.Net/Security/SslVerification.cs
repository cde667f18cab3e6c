namespace System.Net.Security
{
    /// <summary>What is asked of the peer's certificate.</summary>
    public enum SslVerification
    {
        /// <summary>Nothing.</summary>
        NoVerification = 1,

        /// <summary>It is verified if there is one.</summary>
        VerifyPeer = 2,

        /// <summary>It must be there, and is verified.</summary>
        CertificateRequired = 4,

        /// <summary>A client's is verified once.</summary>
        VerifyClientOnce = 8,
    }
}
