namespace Mpsd
{
    /// <summary>
    /// The outcome of a call. Failures are negative. A later library may answer numbers that are not listed here.
    /// </summary>
    public enum MpsdResult
    {
        /// <summary>The call succeeded.</summary>
        Ok = 0,

        /// <summary>The call has not finished yet.</summary>
        Pending = 1,

        /// <summary>
        /// An argument breaks its rule; nothing was sent. The message names the argument and the rule.
        /// </summary>
        InvalidArgument = -1000,

        /// <summary>An object is destroyed already.</summary>
        InvalidHandle = -1001,

        /// <summary>A string is not valid UTF-8; nothing was sent.</summary>
        InvalidUtf8 = -1002,

        /// <summary>An argument is longer than the service accepts; nothing was sent.</summary>
        TooLong = -1003,

        /// <summary>An output array has fewer elements than the call would fill; nothing was sent.</summary>
        BufferTooSmall = -1004,

        /// <summary>The library is older than this package, or the contract version is below 104.</summary>
        UnsupportedVersion = -1005,

        /// <summary>What is set once, before anything else, was set otherwise or can't be set any more.</summary>
        TooLate = -1006,

        /// <summary>The client was closed before the call finished.</summary>
        Closed = -1100,

        /// <summary>The call was cancelled before it finished.</summary>
        Cancelled = -1101,

        /// <summary>No answer came within the request timeout or the deadline.</summary>
        Timeout = -1102,

        /// <summary>The service's host name could not be resolved; nothing was sent.</summary>
        Dns = -1200,

        /// <summary>No connection to the service could be made; nothing was sent.</summary>
        Connect = -1201,

        /// <summary>The server's certificate was refused or the TLS handshake failed; nothing was sent.</summary>
        Tls = -1202,

        /// <summary>The connection broke before the answer was complete.</summary>
        Network = -1203,

        /// <summary>The answer is not what the protocol promises, or is larger than accepted.</summary>
        Protocol = -1204,

        /// <summary>There is no authorization to send, or the token provider could not give one.</summary>
        NoToken = -1300,

        /// <summary>HTTP 401: the service refused the token, also after one refresh where that was possible.</summary>
        Unauthorized = -1301,

        /// <summary>HTTP 400, and every 4xx without a result of its own.</summary>
        BadRequest = -1400,

        /// <summary>HTTP 403: the service does not let this user do this.</summary>
        Forbidden = -1403,

        /// <summary>HTTP 404, or 204 when reading: the handle, session or template does not exist.</summary>
        NotFound = -1404,

        /// <summary>HTTP 409: the write contradicts the session's constants or template.</summary>
        Conflict = -1409,

        /// <summary>HTTP 412: the session is not in the state that the write mode requires.</summary>
        PreconditionFailed = -1412,

        /// <summary>HTTP 413: the request is too large.</summary>
        TooLarge = -1413,

        /// <summary>HTTP 429: too many calls; see RetryAfter.</summary>
        RateLimited = -1429,

        /// <summary>HTTP 5xx other than 503.</summary>
        Service = -1500,

        /// <summary>HTTP 503: the service is overloaded or down; see RetryAfter.</summary>
        Unavailable = -1503,

        /// <summary>Some invites were delivered and some were not: look at each recipient's row.</summary>
        Partial = -1600,

        /// <summary>The operating system refused what the library needs: to start a thread, or random numbers.</summary>
        System = -1700,

        /// <summary>A defect in mpsd; the call was abandoned, the client stays usable.</summary>
        Internal = -1900,
    }
}
