using System;

namespace Mpsd
{
    /// <summary>How one call differs from its client's options. A zero means the client's.</summary>
    public sealed class MpsdCallOptions
    {
        /// <summary>Bound of the whole call: token, retries and all.</summary>
        public TimeSpan Deadline { get; set; }

        /// <summary>How often a request may be sent; 1: no retry.</summary>
        public uint MaxAttempts { get; set; }

        /// <summary>What to do when the rate limit is used up.</summary>
        public MpsdPacing Pacing { get; set; }

        /// <summary>What the member says of itself where a call joins; null: nothing. Refused in other calls.</summary>
        public MpsdSessionJoin Join { get; set; }

        internal unsafe void WriteTo(NativeCallOptions* options, NativeMemory memory)
        {
            options->StructSize = (uint)sizeof(NativeCallOptions);
            options->DeadlineMs = NativeTime.Milliseconds(Deadline, "Deadline");
            options->MaxAttempts = MaxAttempts;
            options->Pacing = (uint)Pacing;
            options->Join = Join == null ? null : Join.In(memory);
        }
    }
}
