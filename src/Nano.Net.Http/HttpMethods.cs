using System;

namespace Nano.Net.Http
{
    /// <summary>The methods that the server knows (RFC 9110 section 9, RFC 5789); any other is answered with 501. A route may take several.</summary>
    [Flags]
    public enum HttpMethods
    {
        /// <summary>None of them.</summary>
        None = 0,

        /// <summary>GET. A route that takes it takes HEAD too.</summary>
        Get = 1,

        /// <summary>HEAD: what GET would answer, without the content. The response leaves it out by itself.</summary>
        Head = 2,

        /// <summary>POST.</summary>
        Post = 4,

        /// <summary>PUT.</summary>
        Put = 8,

        /// <summary>DELETE.</summary>
        Delete = 16,

        /// <summary>PATCH.</summary>
        Patch = 32,

        /// <summary>OPTIONS. The server answers it by itself.</summary>
        Options = 64,
    }
}
