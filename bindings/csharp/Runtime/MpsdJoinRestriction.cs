namespace Mpsd
{
    /// <summary>Who may join a session.</summary>
    public enum MpsdJoinRestriction : uint
    {
        /// <summary>Joining is not restricted, or the service did not tell.</summary>
        None = 0,

        /// <summary>Only players on the same device as a member may join.</summary>
        Local = 1,

        /// <summary>Only players whom a member follows, or local ones, may join.</summary>
        Followed = 2,

        /// <summary>A restriction this library does not know.</summary>
        Other = 3,
    }
}
