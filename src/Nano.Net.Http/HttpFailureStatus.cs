namespace Nano.Net.Http
{
    /// <summary>Which status a client gets for which failure (RFC 9110 section 15, RFC 6585).</summary>
    public static class HttpFailureStatus
    {
        /// <summary>The status of a failure.</summary>
        /// <param name="failure">The failure.</param>
        /// <returns>The status code; 0 where the client gets none, because the response had begun or the connection has ended.</returns>
        public static int Of(HttpFailure failure)
        {
            switch (failure)
            {
                case HttpFailure.MethodMalformed:
                case HttpFailure.TargetMalformed:
                case HttpFailure.TargetEncodingMalformed:
                case HttpFailure.TargetFormUnknown:
                case HttpFailure.TargetHostMalformed:
                case HttpFailure.VersionMalformed:
                case HttpFailure.FieldNameMalformed:
                case HttpFailure.FieldValueMalformed:
                case HttpFailure.HeadEndMalformed:
                case HttpFailure.HostMissing:
                case HttpFailure.HostRepeated:
                case HttpFailure.HostMalformed:
                case HttpFailure.ContentLengthMalformed:
                case HttpFailure.ContentLengthRepeated:
                case HttpFailure.TwoBodyLengths:
                case HttpFailure.TransferEncodingRepeated:
                case HttpFailure.TransferEncodingOfVersion10:
                case HttpFailure.ChunkMalformed:
                    return 400;
                case HttpFailure.CredentialsWrong:
                    return 401;
                case HttpFailure.RequestTimedOut:
                    return 408;
                case HttpFailure.LengthMissing:
                    return 411;
                case HttpFailure.BodyTooLarge:
                case HttpFailure.RequestTooLarge:
                    return 413;
                case HttpFailure.TargetTooLong:
                    return 414;
                case HttpFailure.ExpectationUnknown:
                    return 417;
                case HttpFailure.HostUnknown:
                    return 421;
                case HttpFailure.TooManyLogins:
                    return 429;
                case HttpFailure.TooManyFields:
                case HttpFailure.FieldsTooLarge:
                    return 431;
                case HttpFailure.HandlerFailed:
                    return 500;
                case HttpFailure.MethodUnknown:
                case HttpFailure.TransferEncodingUnknown:
                    return 501;
                case HttpFailure.ConnectionRefused:
                    return 503;
                case HttpFailure.VersionNotSupported:
                    return 505;
                default:
                    return 0;
            }
        }
    }
}
