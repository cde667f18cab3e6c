namespace Nano.Net.Http
{
    /// <summary>
    /// Why a request was refused, or a response or connection ended early: one value for each cause, as
    /// <see cref="HttpServer.Failed"/> tells it. <see cref="HttpFailureStatus"/> says which status the client gets.
    /// </summary>
    public enum HttpFailure
    {
        /// <summary>Everything is in order.</summary>
        None = 0,

        /// <summary>The request line does not begin with a token and a space (RFC 9112 section 3).</summary>
        MethodMalformed,

        /// <summary>The method is none of <see cref="HttpMethods"/>.</summary>
        MethodUnknown,

        /// <summary>The target is empty or has a character that no target has (RFC 9112 section 3.2).</summary>
        TargetMalformed,

        /// <summary>A percent sign is not followed by two hexadecimal digits, or stands for the character 0 (RFC 3986 section 2.1).</summary>
        TargetEncodingMalformed,

        /// <summary>The target is no path, no http URI, and no asterisk of OPTIONS (RFC 9112 section 3.2).</summary>
        TargetFormUnknown,

        /// <summary>The host in the target is none (RFC 3986 section 3.2.2).</summary>
        TargetHostMalformed,

        /// <summary>The target, or the whole request line, is too long (<see cref="HttpServerOptions.TargetSize"/>).</summary>
        TargetTooLong,

        /// <summary>The request line does not end with HTTP/, two digits with a point between them, CR and LF (RFC 9112 section 2.3).</summary>
        VersionMalformed,

        /// <summary>The major version is not 1.</summary>
        VersionNotSupported,

        /// <summary>A header field does not begin with a token and a colon: a folded line, white space in front of the colon, or no name (RFC 9112 section 5).</summary>
        FieldNameMalformed,

        /// <summary>The value of a header field has a control character, or its line does not end with CR and LF (RFC 9110 section 5.5).</summary>
        FieldValueMalformed,

        /// <summary>The header section does not end with CR and LF (RFC 9112 section 2.1).</summary>
        HeadEndMalformed,

        /// <summary>More header fields that the server or the program reads than <see cref="HttpServerOptions.Headers"/>.</summary>
        TooManyFields,

        /// <summary>The header section is larger than <see cref="HttpServerOptions.HeaderSize"/>, or what is read of it larger than the buffer.</summary>
        FieldsTooLarge,

        /// <summary>There is no Host field (RFC 9112 section 3.2).</summary>
        HostMissing,

        /// <summary>There are several Host fields (RFC 9112 section 3.2).</summary>
        HostRepeated,

        /// <summary>The Host field is no host and port (RFC 9110 section 7.2).</summary>
        HostMalformed,

        /// <summary>The request is for another host (<see cref="HttpServerOptions.HostNames"/>).</summary>
        HostUnknown,

        /// <summary>Content-Length is not of digits alone (RFC 9112 section 6.3).</summary>
        ContentLengthMalformed,

        /// <summary>There are several Content-Length fields (RFC 9112 section 6.3).</summary>
        ContentLengthRepeated,

        /// <summary>There are both Content-Length and Transfer-Encoding, as request smuggling has them (RFC 9112 section 6.1).</summary>
        TwoBodyLengths,

        /// <summary>POST, PUT or PATCH without a length (RFC 9110 section 15.5.12).</summary>
        LengthMissing,

        /// <summary>There are several Transfer-Encoding fields (RFC 9112 section 6.1).</summary>
        TransferEncodingRepeated,

        /// <summary>Transfer-Encoding from a client of HTTP/1.0 (RFC 9112 section 6.1).</summary>
        TransferEncodingOfVersion10,

        /// <summary>A transfer coding other than chunked (RFC 9112 section 6.1).</summary>
        TransferEncodingUnknown,

        /// <summary>An expectation other than 100-continue (RFC 9110 section 10.1.1).</summary>
        ExpectationUnknown,

        /// <summary>A chunk of the body is malformed (RFC 9112 section 7.1).</summary>
        ChunkMalformed,

        /// <summary>The body is larger than <see cref="HttpServerOptions.BodySize"/>.</summary>
        BodyTooLarge,

        /// <summary>Head and body together do not fit the buffer (<see cref="HttpServerOptions.RequestSize"/>, and the stack's ReceiveBufferSize).</summary>
        RequestTooLarge,

        /// <summary>The request has not arrived in time (<see cref="HttpServerOptions.RequestTimeout"/>).</summary>
        RequestTimedOut,

        /// <summary>The request names wrong credentials (RFC 9110 section 11.6.1).</summary>
        CredentialsWrong,

        /// <summary>After wrong credentials of this peer it is too early for the next try (five in a row, then 30 seconds of waiting, then one try every 6 seconds).</summary>
        TooManyLogins,

        /// <summary>All connections are in use (<see cref="HttpServerOptions.Connections"/>).</summary>
        ConnectionRefused,

        /// <summary>A handler has thrown an exception.</summary>
        HandlerFailed,

        /// <summary>A body has thrown an exception, has written a piece that is too long, or is not the text it claimed to be.</summary>
        BodyFailed,

        /// <summary>The client has taken nothing of a response for too long (<see cref="HttpServerOptions.WriteTimeout"/>).</summary>
        WriteTimedOut,

        /// <summary>The server has thrown an exception of its own, or the stack was ended.</summary>
        ServerFailed,
    }
}
