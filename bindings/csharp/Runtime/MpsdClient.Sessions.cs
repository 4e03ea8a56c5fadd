using System;

namespace Mpsd
{
    public sealed unsafe partial class MpsdClient
    {
        /// <summary>
        /// Reads a session. <see cref="MpsdResult.NotFound"/> when there is none. Blocks up to the deadline.
        /// </summary>
        /// <param name="session">The session.</param>
        /// <param name="etag">
        /// That of an earlier read or write: a session that still has it is not sent again. Its
        /// <see cref="MpsdSession.HttpStatus"/> is 304 then, and its <see cref="MpsdSession.Document"/> null.
        /// </param>
        /// <param name="options">How this call differs from the client's options; null: not at all.</param>
        /// <returns>The session.</returns>
        /// <exception cref="MpsdException">
        /// The call failed; its <see cref="MpsdException.Result"/> says how.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        public MpsdSession ReadSession(
            MpsdSessionReference session, string etag = null, MpsdCallOptions options = null)
        {
            using (NativeCall call = Begin(options))
            {
                NativeSessionReference* reference = call.Memory.Reference(session);
                byte* tag = call.Memory.Text(etag, "etag");
                return call.Session(
                    NativeMethods.mpsd_read_session(handle, reference, tag, call.Options, call.Object, call.Error));
            }
        }

        /// <summary>
        /// Reads the session a handle points at. <see cref="MpsdResult.NotFound"/> also when the handle is unknown, expired or
        /// replaced. Blocks up to the deadline.
        /// </summary>
        /// <param name="handleId">The id of an invite's or activity's handle, a GUID.</param>
        /// <param name="etag">
        /// That of an earlier read or write: a session that still has it is not sent again. Its
        /// <see cref="MpsdSession.HttpStatus"/> is 304 then, and its <see cref="MpsdSession.Document"/> null.
        /// </param>
        /// <param name="options">How this call differs from the client's options; null: not at all.</param>
        /// <returns>The session.</returns>
        /// <exception cref="MpsdException">
        /// The call failed; its <see cref="MpsdException.Result"/> says how.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        public MpsdSession ReadSessionByHandle(string handleId, string etag = null, MpsdCallOptions options = null)
        {
            using (NativeCall call = Begin(options))
            {
                byte* id = call.Memory.Text(handleId, "handleId");
                byte* tag = call.Memory.Text(etag, "etag");
                return call.Session(
                    NativeMethods.mpsd_read_session_by_handle(handle, id, tag, call.Options, call.Object, call.Error));
            }
        }

        /// <summary>
        /// Creates or updates a session. Writes of one session through one client take turns. Repeated only where the request
        /// surely was not processed. Blocks up to the deadline.
        /// </summary>
        /// <param name="session">The session.</param>
        /// <param name="mode">What has to be true of the session.</param>
        /// <param name="document">
        /// A JSON object that the service merges into the session; null removes a member. At most 1 MiB.
        /// </param>
        /// <param name="etag">Needed by <see cref="MpsdWriteMode.Synchronized"/>, null otherwise.</param>
        /// <param name="options">How this call differs from the client's options; null: not at all.</param>
        /// <returns>The session after the write.</returns>
        /// <exception cref="MpsdException">
        /// The call failed; its <see cref="MpsdException.Result"/> says how.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        public MpsdSession WriteSession(
            MpsdSessionReference session,
            MpsdWriteMode mode,
            string document,
            string etag = null,
            MpsdCallOptions options = null)
        {
            using (NativeCall call = Begin(options))
            {
                NativeSessionReference* reference = call.Memory.Reference(session);
                byte* tag = call.Memory.Text(etag, "etag");
                byte* json = call.Memory.Text(document, "document");
                return call.Session(NativeMethods.mpsd_write_session(
                    handle, reference, (uint)mode, tag, json, call.Options, call.Object, call.Error));
            }
        }

        /// <summary>
        /// Updates the session a handle points at. As <see cref="WriteSession"/>.
        /// </summary>
        /// <param name="handleId">The id of an invite's or activity's handle, a GUID.</param>
        /// <param name="mode">What has to be true of the session.</param>
        /// <param name="document">
        /// A JSON object that the service merges into the session; null removes a member. At most 1 MiB.
        /// </param>
        /// <param name="etag">Needed by <see cref="MpsdWriteMode.Synchronized"/>, null otherwise.</param>
        /// <param name="options">How this call differs from the client's options; null: not at all.</param>
        /// <returns>The session after the write.</returns>
        /// <exception cref="MpsdException">
        /// The call failed; its <see cref="MpsdException.Result"/> says how.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        public MpsdSession WriteSessionByHandle(
            string handleId,
            MpsdWriteMode mode,
            string document,
            string etag = null,
            MpsdCallOptions options = null)
        {
            using (NativeCall call = Begin(options))
            {
                byte* id = call.Memory.Text(handleId, "handleId");
                byte* tag = call.Memory.Text(etag, "etag");
                byte* json = call.Memory.Text(document, "document");
                return call.Session(NativeMethods.mpsd_write_session_by_handle(
                    handle, id, (uint)mode, tag, json, call.Options, call.Object, call.Error));
            }
        }

        /// <summary>
        /// Joins an existing session as an active member (needs the client's XUID).
        /// <see cref="MpsdResult.PreconditionFailed"/> when there is no such session. The rest of what a member says of itself,
        /// such as its connection, is <see cref="MpsdCallOptions.Join"/>. Otherwise as <see cref="WriteSession"/>.
        /// </summary>
        /// <param name="session">The session.</param>
        /// <param name="memberProperties">
        /// The member's custom properties, a JSON object of at most 1 MiB; null: none.
        /// </param>
        /// <param name="options">How this call differs from the client's options; null: not at all.</param>
        /// <returns>The session after the write.</returns>
        /// <exception cref="MpsdException">
        /// The call failed; its <see cref="MpsdException.Result"/> says how.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        public MpsdSession JoinSession(
            MpsdSessionReference session, string memberProperties = null, MpsdCallOptions options = null)
        {
            using (NativeCall call = Begin(options))
            {
                NativeSessionReference* reference = call.Memory.Reference(session);
                byte* json = call.Memory.Text(memberProperties, "memberProperties");
                return call.Session(
                    NativeMethods.mpsd_join_session(handle, reference, json, call.Options, call.Object, call.Error));
            }
        }

        /// <summary>
        /// Joins the session a handle points at. An invite's handle lets its recipient into a session that would refuse others.
        /// <see cref="MpsdResult.NotFound"/> when the handle is unknown, expired or replaced. Use the result's
        /// <see cref="MpsdSession.Reference"/> from then on: a handle may die before its session. As <see cref="JoinSession"/>.
        /// </summary>
        /// <param name="handleId">The id of an invite's or activity's handle, a GUID.</param>
        /// <param name="memberProperties">
        /// The member's custom properties, a JSON object of at most 1 MiB; null: none.
        /// </param>
        /// <param name="options">How this call differs from the client's options; null: not at all.</param>
        /// <returns>The session after the write.</returns>
        /// <exception cref="MpsdException">
        /// The call failed; its <see cref="MpsdException.Result"/> says how.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        public MpsdSession JoinSessionByHandle(
            string handleId, string memberProperties = null, MpsdCallOptions options = null)
        {
            using (NativeCall call = Begin(options))
            {
                byte* id = call.Memory.Text(handleId, "handleId");
                byte* json = call.Memory.Text(memberProperties, "memberProperties");
                return call.Session(
                    NativeMethods.mpsd_join_session_by_handle(handle, id, json, call.Options, call.Object, call.Error));
            }
        }

        /// <summary>
        /// Leaves a session; the player's activity in it ends too. <see cref="MpsdSession.Document"/> is null where the player
        /// was the last member. <see cref="MpsdResult.PreconditionFailed"/> when there is no such session. Otherwise as
        /// <see cref="WriteSession"/>.
        /// </summary>
        /// <param name="session">The session.</param>
        /// <param name="options">How this call differs from the client's options; null: not at all.</param>
        /// <returns>The session after the write.</returns>
        /// <exception cref="MpsdException">
        /// The call failed; its <see cref="MpsdException.Result"/> says how.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        public MpsdSession LeaveSession(MpsdSessionReference session, MpsdCallOptions options = null)
        {
            using (NativeCall call = Begin(options))
            {
                NativeSessionReference* reference = call.Memory.Reference(session);
                return call.Session(
                    NativeMethods.mpsd_leave_session(handle, reference, call.Options, call.Object, call.Error));
            }
        }

        /// <summary>
        /// Leaves the session a handle points at. As <see cref="LeaveSession"/>, which is
        /// the better choice where the reference is known: a handle may die before its session.
        /// </summary>
        /// <param name="handleId">The id of an invite's or activity's handle, a GUID.</param>
        /// <param name="options">How this call differs from the client's options; null: not at all.</param>
        /// <returns>The session after the write.</returns>
        /// <exception cref="MpsdException">
        /// The call failed; its <see cref="MpsdException.Result"/> says how.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        public MpsdSession LeaveSessionByHandle(string handleId, MpsdCallOptions options = null)
        {
            using (NativeCall call = Begin(options))
            {
                byte* id = call.Memory.Text(handleId, "handleId");
                return call.Session(
                    NativeMethods.mpsd_leave_session_by_handle(handle, id, call.Options, call.Object, call.Error));
            }
        }
    }
}
