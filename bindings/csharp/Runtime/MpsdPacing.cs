namespace Mpsd
{
    /// <summary>
    /// What to do when the service's rate limit is used up.
    /// </summary>
    public enum MpsdPacing : uint
    {
        /// <summary>Wait until the rate limit lets the call through (the default).</summary>
        Wait = 0,

        /// <summary>Fail at once with <see cref="MpsdResult.RateLimited"/>.</summary>
        Fail = 1,

        /// <summary>Send without regard to the rate limit.</summary>
        Off = 2,
    }
}
