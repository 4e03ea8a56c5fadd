namespace Mpsd
{
    /// <summary>Who may join a session.</summary>
    public enum MpsdJoinRestriction : uint
    {
        /// <summary>The service did not tell.</summary>
        Unknown = 0,

        /// <summary>Joining is not restricted.</summary>
        None = 1,

        /// <summary>Only players on the same device as a member may join.</summary>
        Local = 2,

        /// <summary>Only players whom a member follows, or local ones, may join.</summary>
        Followed = 3,

        /// <summary>A restriction this library does not know.</summary>
        Other = 4,
    }
}
