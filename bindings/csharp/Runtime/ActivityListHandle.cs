using System;

namespace Mpsd
{
    /// <summary>mpsd_activity_list.</summary>
    internal sealed unsafe class ActivityListHandle : NativeHandle
    {
        /// <summary>Copies of all activities.</summary>
        internal MpsdActivity[] ToArray()
        {
            UIntPtr count;
            MpsdException.ThrowIfFailed(NativeMethods.mpsd_activity_list_count(this, &count));
            var activities = new MpsdActivity[checked((int)count)];
            for (int i = 0; i < activities.Length; i++)
            {
                NativeActivity activity;
                MpsdException.ThrowIfFailed(NativeMethods.mpsd_activity_list_get(this, (UIntPtr)i, &activity));
                activities[i] = new MpsdActivity(&activity);
            }
            return activities;
        }

        protected override bool ReleaseHandle()
        {
            NativeMethods.mpsd_activity_list_destroy(handle);
            return true;
        }
    }
}
