namespace Mpsd
{
    /// <summary>One player's current activity. Immutable.</summary>
    public sealed class MpsdActivity
    {
        internal unsafe MpsdActivity(NativeActivity* activity)
        {
            Handle = new MpsdHandleInfo(&activity->Handle);
            CustomProperties = NativeText.Read(activity->CustomProperties);
            Visibility = (MpsdVisibility)activity->Visibility;
            JoinRestriction = (MpsdJoinRestriction)activity->JoinRestriction;
            Closed = activity->Closed != 0;
            MembersCount = activity->MembersCount;
            MaxMembersCount = activity->MaxMembersCount;
        }

        /// <summary>
        /// The handle: <see cref="MpsdHandleInfo.OwnerXuid"/> is the player, <see cref="MpsdHandleInfo.Id"/> is what
        /// <see cref="MpsdClient.JoinSessionByHandle"/> takes.
        /// </summary>
        public MpsdHandleInfo Handle { get; }

        /// <summary>The session's custom properties, a JSON object; null: not told.</summary>
        public string CustomProperties { get; }

        /// <summary>Who sees the session.</summary>
        public MpsdVisibility Visibility { get; }

        /// <summary>Who may join the session.</summary>
        public MpsdJoinRestriction JoinRestriction { get; }

        /// <summary>The session is closed to joins; false: it is not, or the service did not tell.</summary>
        public bool Closed { get; }

        /// <summary>Members now; 0: not told.</summary>
        public uint MembersCount { get; }

        /// <summary>Members at most; 0: not told.</summary>
        public uint MaxMembersCount { get; }
    }
}
