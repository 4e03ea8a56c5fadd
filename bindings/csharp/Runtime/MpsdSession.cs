namespace Mpsd
{
    /// <summary>A session as the service answered it. Immutable; nothing has to be disposed.</summary>
    public sealed class MpsdSession
    {
        internal unsafe MpsdSession(SessionHandle session)
        {
            NativeSessionInfo info;
            MpsdException.ThrowIfFailed(NativeMethods.mpsd_session_get_info(session, &info));
            if (info.Scid != null)
            {
                Reference = new MpsdSessionReference(
                    NativeText.Read(info.Scid), NativeText.Read(info.TemplateName), NativeText.Read(info.Name));
            }
            ETag = NativeText.Read(info.ETag);
            Document = NativeText.Read(info.Document);
            HttpStatus = info.HttpStatus;
        }

        /// <summary>The session's name; null: not told (by handle, and the service did not say).</summary>
        public MpsdSessionReference Reference { get; }

        /// <summary>The document's ETag, for <see cref="MpsdWriteMode.Synchronized"/>; null: not told.</summary>
        public string ETag { get; }

        /// <summary>The session document, JSON; null: there is no session any more (the write emptied it), or it is unchanged.</summary>
        public string Document { get; }

        /// <summary>The HTTP status: 200 read or updated, 201 created, 204 no session any more, 304 unchanged.</summary>
        public int HttpStatus { get; }
    }
}
