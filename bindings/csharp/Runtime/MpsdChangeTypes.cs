using System;

namespace Mpsd
{
    /// <summary>What a subscription tells of.</summary>
    [Flags]
    public enum MpsdChangeTypes : uint
    {
        /// <summary>Nothing.</summary>
        None = 0,

        /// <summary>All changes.</summary>
        Everything = 1,

        /// <summary>The session has another host.</summary>
        Host = 2,

        /// <summary>The session's initialization.</summary>
        Initialization = 4,

        /// <summary>The session's matchmaking.</summary>
        MatchmakingStatus = 8,

        /// <summary>Who is in the session.</summary>
        MembersList = 16,

        /// <summary>Who is active.</summary>
        MembersStatus = 32,

        /// <summary>Who may join.</summary>
        Joinability = 64,

        /// <summary>The session's custom properties.</summary>
        CustomProperty = 128,

        /// <summary>A member's custom properties.</summary>
        MembersCustomProperty = 256,
    }
}
