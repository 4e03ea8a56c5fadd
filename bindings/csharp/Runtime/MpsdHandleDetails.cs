using System;
using System.Collections.Generic;

namespace Mpsd
{
    /// <summary>
    /// All that the service tells of a handle. Texts are null, lists empty and numbers 0 where it did not tell. Immutable.
    /// </summary>
    public sealed class MpsdHandleDetails
    {
        internal unsafe MpsdHandleDetails(NativeHandleDetails* details)
        {
            Handle = new MpsdHandleInfo(&details->Handle);
            HandleType = (MpsdHandleType)details->HandleType;
            Visibility = (MpsdVisibility)details->Visibility;
            JoinRestriction = (MpsdJoinRestriction)details->JoinRestriction;
            Closed = details->Closed != 0;
            MembersCount = details->MembersCount;
            MaxMembersCount = details->MaxMembersCount;
            InviteTitleId = details->InviteTitleId;
            SenderXuid = details->SenderXuid;
            InvitedXuid = details->InvitedXuid;
            PostedAt = NativeTime.Date(details->PostedAtMs);
            InviteProtocol = NativeText.Read(details->InviteProtocol);
            SessionInviteProtocol = NativeText.Read(details->SessionInviteProtocol);
            GameTypes = NativeText.Read(details->GameTypes);
            CustomProperties = NativeText.Read(details->CustomProperties);
            RoleInfo = NativeText.Read(details->RoleInfo);
            Context = NativeText.Read(details->Context);
            ContextString = NativeText.Read(details->ContextString);
            SenderString = NativeText.Read(details->SenderString);
            Origin = Reference(&details->Origin);
            Json = NativeText.Read(details->Json);
            SearchAttributes = NativeText.Read(details->SearchAttributes);
            var tags = new string[checked((int)details->TagCount)];
            for (int i = 0; i < tags.Length; i++)
            {
                tags[i] = NativeText.Read(details->Tags[i]);
            }
            Tags = tags;
            var strings = new Dictionary<string, string>();
            for (int i = 0; i < checked((int)details->StringCount); i++)
            {
                strings[NativeText.Read(details->Strings[i].Name)] = NativeText.Read(details->Strings[i].Value);
            }
            Strings = strings;
            var numbers = new Dictionary<string, double>();
            for (int i = 0; i < checked((int)details->NumberCount); i++)
            {
                numbers[NativeText.Read(details->Numbers[i].Name)] = details->Numbers[i].Value;
            }
            Numbers = numbers;
            var owners = new ulong[checked((int)details->SessionOwnerCount)];
            for (int i = 0; i < owners.Length; i++)
            {
                owners[i] = details->SessionOwners[i];
            }
            SessionOwners = owners;
        }

        /// <summary>
        /// The handle: of an activity <see cref="MpsdHandleInfo.OwnerXuid"/> is the player; <see cref="MpsdHandleInfo.Id"/> is
        /// what <see cref="MpsdClient.JoinSessionByHandle"/> takes.
        /// </summary>
        public MpsdHandleInfo Handle { get; }

        /// <summary>What it is for.</summary>
        public MpsdHandleType HandleType { get; }

        /// <summary>Who sees the session.</summary>
        public MpsdVisibility Visibility { get; }

        /// <summary>Who may join the session.</summary>
        public MpsdJoinRestriction JoinRestriction { get; }

        /// <summary>The session is closed to joins; false: it is not, or the service did not tell.</summary>
        public bool Closed { get; }

        /// <summary>Members of the session now.</summary>
        public uint MembersCount { get; }

        /// <summary>Members of the session at most.</summary>
        public uint MaxMembersCount { get; }

        /// <summary>Of an invite: the title invited to.</summary>
        public uint InviteTitleId { get; }

        /// <summary>Of an invite: who sent it.</summary>
        public ulong SenderXuid { get; }

        /// <summary>Of an invite: who was invited.</summary>
        public ulong InvitedXuid { get; }

        /// <summary>When the session was posted; null: not told.</summary>
        public DateTimeOffset? PostedAt { get; }

        /// <summary>How invites by the handle are shown, such as "game".</summary>
        public string InviteProtocol { get; }

        /// <summary>How invites to the session are shown, such as "game".</summary>
        public string SessionInviteProtocol { get; }

        /// <summary>The titles that can open the handle: a JSON object by platform.</summary>
        public string GameTypes { get; }

        /// <summary>The session's custom properties, JSON of any kind.</summary>
        public string CustomProperties { get; }

        /// <summary>The session's roles and who has them, a JSON object.</summary>
        public string RoleInfo { get; }

        /// <summary>Of an invite: what the recipient's activation brings.</summary>
        public string Context { get; }

        /// <summary>Of an invite: the id of the custom invite string.</summary>
        public string ContextString { get; }

        /// <summary>Of an invite: the sender's name where a service sent it.</summary>
        public string SenderString { get; }

        /// <summary>Of a transfer handle: the session from which it extends access; null for others.</summary>
        public MpsdSessionReference Origin { get; }

        /// <summary>Of a search handle: its tags.</summary>
        public IReadOnlyList<string> Tags { get; }

        /// <summary>Of a search handle: its string attributes by name.</summary>
        public IReadOnlyDictionary<string, string> Strings { get; }

        /// <summary>Of a search handle: its number attributes by name.</summary>
        public IReadOnlyDictionary<string, double> Numbers { get; }

        /// <summary>Of a search handle: the session's owners.</summary>
        public IReadOnlyList<ulong> SessionOwners { get; }

        /// <summary>The handle's JSON as the service wrote it.</summary>
        public string Json { get; }

        /// <summary>Of a search handle: its search attributes as the service wrote them, a JSON object.</summary>
        public string SearchAttributes { get; }

        private static unsafe MpsdSessionReference Reference(NativeSessionReference* reference)
        {
            if (reference->Scid == null)
            {
                return null;
            }
            return new MpsdSessionReference(
                NativeText.Read(reference->Scid), NativeText.Read(reference->TemplateName), NativeText.Read(reference->Name));
        }
    }
}
