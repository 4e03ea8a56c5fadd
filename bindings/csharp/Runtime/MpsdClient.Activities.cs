using System;
using System.Collections.Generic;

namespace Mpsd
{
    public sealed unsafe partial class MpsdClient
    {
        /// <summary>
        /// Makes a session the player's current activity: friends see it and can join through it. One activity per player and
        /// SCID: a new one replaces the old. The player should be an active member of the session first, else the service answers
        /// 403. Repeated on network errors, 408, 429 and 5xx: setting it twice is harmless. Blocks up to the deadline.
        /// </summary>
        /// <param name="session">The session; without a name the service chooses one.</param>
        /// <param name="options">How this call differs from the client's options; null: not at all.</param>
        /// <returns>The activity's handle.</returns>
        /// <exception cref="MpsdException">
        /// The call failed; its <see cref="MpsdException.Result"/> says how.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        public MpsdHandleInfo SetActivity(MpsdSessionReference session, MpsdCallOptions options = null)
        {
            using (NativeCall call = Begin(options))
            {
                NativeHandleInfo info;
                call.Check(NativeMethods.mpsd_set_activity(handle, call.Memory.Reference(session), call.Options, &info, call.Error));
                return new MpsdHandleInfo(&info);
            }
        }

        /// <summary>
        /// Clears the player's current activity in a SCID. Idempotent. Blocks up to the deadline.
        /// </summary>
        /// <param name="scid">Service configuration id, a GUID.</param>
        /// <param name="options">How this call differs from the client's options; null: not at all.</param>
        /// <returns>Whether there was anything to clear.</returns>
        /// <exception cref="MpsdException">
        /// The call failed; its <see cref="MpsdException.Result"/> says how.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        public bool ClearActivity(string scid, MpsdCallOptions options = null)
        {
            using (NativeCall call = Begin(options))
            {
                byte cleared;
                byte* text = call.Memory.Text(scid, "scid");
                call.Check(NativeMethods.mpsd_clear_activity(handle, text, call.Options, &cleared, call.Error));
                return cleared != 0;
            }
        }

        /// <summary>
        /// Asks for the current activities of users. Users without an activity, or whose session the player may not see, do not
        /// appear. Each hundred users is one request. Blocks up to the deadline.
        /// </summary>
        /// <param name="scid">Service configuration id, a GUID.</param>
        /// <param name="xuids">The users: 1 to 10000 XUIDs, none of them zero, none twice.</param>
        /// <param name="options">How this call differs from the client's options; null: not at all.</param>
        /// <returns>The activities.</returns>
        /// <exception cref="MpsdException">
        /// The call failed; its <see cref="MpsdException.Result"/> says how.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        public MpsdHandleList QueryActivities(
            string scid, IReadOnlyList<ulong> xuids, MpsdCallOptions options = null)
        {
            using (NativeCall call = Begin(options))
            {
                if (xuids == null)
                {
                    throw new ArgumentNullException("xuids");
                }
                NativeActivityQuery query = default(NativeActivityQuery);
                query.StructSize = (uint)sizeof(NativeActivityQuery);
                query.Scid = call.Memory.Text(scid, "scid");
                query.Xuids = call.Memory.Xuids(xuids);
                query.XuidCount = (UIntPtr)xuids.Count;
                using (var list = new HandleListHandle())
                {
                    int result = NativeMethods.mpsd_query_activities(handle, &query, call.Options, call.Object, call.Error);
                    list.Own(*call.Object);
                    call.Check(result);
                    return list.ToList();
                }
            }
        }

        /// <summary>
        /// Invites players to a session, concurrently. An invite is repeated only where it surely was not processed: a repeated
        /// invite shows a second toast. Blocks up to the deadline.
        /// </summary>
        /// <param name="invite">Whom to invite, and where.</param>
        /// <param name="options">How this call differs from the client's options; null: not at all.</param>
        /// <returns>
        /// One row for each recipient, in the order of <see cref="MpsdInvite.Xuids"/>. At least one invite was delivered.
        /// </returns>
        /// <exception cref="MpsdInviteException">
        /// An argument was refused, or no invite was delivered: its rows say why.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        public IReadOnlyList<MpsdInviteResult> SendInvites(MpsdInvite invite, MpsdCallOptions options = null)
        {
            using (NativeCall call = Begin(options))
            {
                if (invite == null)
                {
                    throw new ArgumentNullException("invite");
                }
                int count = invite.Xuids.Count;
                var rows = (NativeInviteResult*)call.Memory.Allocate(checked(count * sizeof(NativeInviteResult)));
                int result = NativeMethods.mpsd_send_invites(
                    handle, invite.In(call.Memory), call.Options, rows, (UIntPtr)count, call.Error);
                var results = new MpsdInviteResult[count];
                for (int i = 0; i < count; i++)
                {
                    results[i] = new MpsdInviteResult(&rows[i]);
                }
                if (result < 0 && result != (int)MpsdResult.Partial)
                {
                    throw new MpsdInviteException(call.Error, call.Reason(result), results);
                }
                return results;
            }
        }
    }
}
