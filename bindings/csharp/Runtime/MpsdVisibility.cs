namespace Mpsd
{
    /// <summary>Who sees a session.</summary>
    public enum MpsdVisibility : uint
    {
        /// <summary>The service did not tell.</summary>
        Unknown = 0,

        /// <summary>Only joined and invited players see the session.</summary>
        Private = 1,

        /// <summary>Everybody sees the session, only joined and invited players may join.</summary>
        Visible = 2,

        /// <summary>Visible and full.</summary>
        Full = 3,

        /// <summary>Everybody may see and join the session.</summary>
        Open = 4,
    }
}
