using System;
using System.Collections.Generic;

namespace Mpsd
{
    /// <summary>Whom to invite, and where. Not to be changed while a call uses it.</summary>
    public sealed class MpsdInvite
    {
        /// <summary>Invites players to a session.</summary>
        /// <param name="session">The session; its name is required here.</param>
        /// <param name="xuids">The recipients: 1 to 10000 XUIDs, none of them zero, none twice.</param>
        public MpsdInvite(MpsdSessionReference session, params ulong[] xuids)
        {
            Session = session;
            Xuids = xuids ?? throw new ArgumentNullException("xuids");
        }

        /// <summary>The session.</summary>
        public MpsdSessionReference Session { get; }

        /// <summary>The recipients.</summary>
        public IReadOnlyList<ulong> Xuids { get; }

        /// <summary>The title the recipients are invited to; 0: the client's.</summary>
        public uint TitleId { get; set; }

        /// <summary>
        /// Opaque to the service, reaches the recipient's activation URI; null: none. Sent as given; its percent-encoded UTF-8
        /// is at most 256 characters.
        /// </summary>
        public string Context { get; set; }

        /// <summary>
        /// Id of a custom invite string of the title: begins with "///", at most 100 bytes after it; null: none.
        /// </summary>
        public string ContextString { get; set; }

        /// <summary>The sender's name where the sender is a service; null: none. At most 100 bytes.</summary>
        public string SenderString { get; set; }

        internal unsafe NativeInvite* In(NativeMemory memory)
        {
            NativeInvite* invite = (NativeInvite*)memory.Allocate(sizeof(NativeInvite));
            invite->StructSize = (uint)sizeof(NativeInvite);
            invite->TitleId = TitleId;
            invite->Session = *memory.Reference(Session);
            invite->Xuids = memory.Xuids(Xuids);
            invite->XuidCount = (UIntPtr)Xuids.Count;
            invite->Context = memory.Text(Context, "Context");
            invite->ContextString = memory.Text(ContextString, "ContextString");
            invite->SenderString = memory.Text(SenderString, "SenderString");
            return invite;
        }
    }
}
