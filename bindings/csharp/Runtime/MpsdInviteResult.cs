using System;

namespace Mpsd
{
    /// <summary>What became of one recipient's invite. Immutable.</summary>
    public sealed class MpsdInviteResult
    {
        internal unsafe MpsdInviteResult(NativeInviteResult* row)
        {
            Xuid = row->Xuid;
            ExpiresAt = NativeTime.Date(row->ExpiresAtMs);
            Result = (MpsdResult)row->Result;
            HttpStatus = row->HttpStatus;
            RetryAfter = TimeSpan.FromMilliseconds(row->RetryAfterMs);
            Attempts = row->Attempts;
            Delivery = (MpsdDelivery)row->Delivery;
            HandleId = NativeText.Read(row->HandleId, 40);
            RequestId = NativeText.Read(row->RequestId, 64);
            Detail = NativeText.Read(row->Message, 256);
        }

        /// <summary>The recipient.</summary>
        public ulong Xuid { get; }

        /// <summary>
        /// <see cref="MpsdResult.Ok"/>, or why this one failed; <see cref="MpsdLibrary"/> explains it.
        /// </summary>
        public MpsdResult Result { get; }

        /// <summary>Whether the service took the invite.</summary>
        public bool Delivered
        {
            get { return Result == MpsdResult.Ok; }
        }

        /// <summary>The invite's handle id: what the recipient joins by. Empty on failure.</summary>
        public string HandleId { get; }

        /// <summary>When the invite expires; null: not told.</summary>
        public DateTimeOffset? ExpiresAt { get; }

        /// <summary>What happened, with the service's own text. Empty on success.</summary>
        public string Detail { get; }

        /// <summary>The HTTP status; 0: no answer came.</summary>
        public int HttpStatus { get; }

        /// <summary>How long the service asked to wait; zero: it did not say.</summary>
        public TimeSpan RetryAfter { get; }

        /// <summary>How many times the invite was sent.</summary>
        public uint Attempts { get; }

        /// <summary>May the invite be repeated?</summary>
        public MpsdDelivery Delivery { get; }

        /// <summary>What to quote to support (MS-CV); empty when nothing was sent.</summary>
        public string RequestId { get; }
    }
}
