namespace Mpsd
{
    /// <summary>
    /// What a member says of itself when it joins, beside its custom properties. A session of the capability
    /// connectionRequiredForActiveMembers needs the connection of every active member.
    /// </summary>
    public sealed class MpsdSessionJoin
    {
        /// <summary>The real-time connection that keeps the member active, a GUID; null: none.</summary>
        public string Connection { get; set; }

        /// <summary>
        /// Names the subscription in what the connection is told: a GUID of your choice; null: no subscription.
        /// </summary>
        public string SubscriptionId { get; set; }

        /// <summary>What the connection is told of; none without a subscription.</summary>
        public MpsdChangeTypes ChangeTypes { get; set; }

        /// <summary>The member's custom constants, a JSON object; null: none.</summary>
        public string CustomConstants { get; set; }

        internal unsafe NativeSessionJoin* In(NativeMemory memory)
        {
            var join = (NativeSessionJoin*)memory.Allocate(sizeof(NativeSessionJoin));
            join->StructSize = (uint)sizeof(NativeSessionJoin);
            join->ChangeTypes = (uint)ChangeTypes;
            join->Connection = memory.Text(Connection, "Join.Connection");
            join->SubscriptionId = memory.Text(SubscriptionId, "Join.SubscriptionId");
            join->CustomConstants = memory.Text(CustomConstants, "Join.CustomConstants");
            return join;
        }
    }
}
