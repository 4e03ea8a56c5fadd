using System;

namespace Mpsd
{
    /// <summary>Milliseconds to and from .NET's times.</summary>
    internal static class NativeTime
    {
        private static readonly DateTimeOffset Epoch = new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private static readonly long EarliestMs = (DateTimeOffset.MinValue - Epoch).Ticks / TimeSpan.TicksPerMillisecond;
        private static readonly long LatestMs = (DateTimeOffset.MaxValue - Epoch).Ticks / TimeSpan.TicksPerMillisecond;

        /// <summary>Rounded up: a wish for half a millisecond is not 0, the default.</summary>
        internal static uint Milliseconds(TimeSpan duration, string name)
        {
            double milliseconds = Math.Ceiling(duration.TotalMilliseconds);
            if (milliseconds < 0 || milliseconds > uint.MaxValue)
            {
                throw new ArgumentOutOfRangeException(name, duration, "must be between 0 and 4294967295 milliseconds");
            }
            return (uint)milliseconds;
        }

        /// <summary>Null for 0, "not told". A time beyond DateTimeOffset's range becomes its end.</summary>
        internal static DateTimeOffset? Date(long unixMs)
        {
            if (unixMs == 0)
            {
                return null;
            }
            return Epoch.AddMilliseconds(Math.Max(EarliestMs, Math.Min(LatestMs, unixMs)));
        }
    }
}
