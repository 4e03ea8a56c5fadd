namespace Mpsd
{
    /// <summary>Whether a request may have reached the service: may the call be repeated?</summary>
    public enum MpsdDelivery
    {
        /// <summary>No request belongs to this outcome.</summary>
        None = 0,

        /// <summary>The service surely did not get the request: repeat at will.</summary>
        NotSent = 1,

        /// <summary>The request may have been processed: a repeated invite may show a second toast.</summary>
        Unknown = 2,

        /// <summary>The service answered.</summary>
        Answered = 3,
    }
}
