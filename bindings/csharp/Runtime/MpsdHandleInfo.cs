using System;

namespace Mpsd
{
    /// <summary>A handle as the service answered it. Immutable.</summary>
    public sealed class MpsdHandleInfo
    {
        internal unsafe MpsdHandleInfo(NativeHandleInfo* info)
        {
            Id = NativeText.Read(info->Id, 40);
            Session = new MpsdSessionReference(
                NativeText.Read(info->Scid, 40),
                NativeText.Read(info->TemplateName, 104),
                NativeText.Read(info->SessionName, 104));
            OwnerXuid = info->OwnerXuid;
            CreatedAt = NativeTime.Date(info->CreatedAtMs);
            ExpiresAt = NativeTime.Date(info->ExpiresAtMs);
            TitleId = info->TitleId;
            HttpStatus = info->HttpStatus;
        }

        /// <summary>The handle's id, a GUID; empty if the service answered without a body.</summary>
        public string Id { get; }

        /// <summary>
        /// The session the handle points at; its name is the GUID the service chose, when none was given.
        /// </summary>
        public MpsdSessionReference Session { get; }

        /// <summary>Whose activity it is; 0: not told.</summary>
        public ulong OwnerXuid { get; }

        /// <summary>When it was created; null: not told.</summary>
        public DateTimeOffset? CreatedAt { get; }

        /// <summary>When it expires; null: not told.</summary>
        public DateTimeOffset? ExpiresAt { get; }

        /// <summary>The title it belongs to; 0: not told.</summary>
        public uint TitleId { get; }

        /// <summary>The HTTP status of the answer that brought it.</summary>
        public int HttpStatus { get; }
    }
}
