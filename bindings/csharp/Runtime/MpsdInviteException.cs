using System;
using System.Collections.Generic;

namespace Mpsd
{
    /// <summary>No invite of a call was delivered. The other properties tell of the first recipient.</summary>
    public sealed class MpsdInviteException : MpsdException
    {
        internal unsafe MpsdInviteException(NativeError* error, Exception reason, IReadOnlyList<MpsdInviteResult> results)
            : base(error, reason)
        {
            Results = results;
        }

        /// <summary>One row for each recipient, in the order of <see cref="MpsdInvite.Xuids"/>.</summary>
        public IReadOnlyList<MpsdInviteResult> Results { get; }
    }
}
