using System;
using System.Collections.Generic;

namespace Mpsd
{
    /// <summary>mpsd_handle_list.</summary>
    internal sealed unsafe class HandleListHandle : NativeHandle
    {
        /// <summary>A copy of all of it.</summary>
        internal MpsdHandleList ToList()
        {
            NativeHandleListInfo info;
            MpsdException.ThrowIfFailed(NativeMethods.mpsd_handle_list_get_info(this, &info));
            var handles = new MpsdHandleDetails[checked((int)info.Count)];
            for (int i = 0; i < handles.Length; i++)
            {
                NativeHandleDetails details;
                MpsdException.ThrowIfFailed(NativeMethods.mpsd_handle_list_get(this, (UIntPtr)i, &details));
                handles[i] = new MpsdHandleDetails(&details);
            }
            int skipped = checked((int)info.SkippedCount);
            return new MpsdHandleList(handles, skipped, Reasons(skipped));
        }

        /// <summary>Why rows were skipped, as far as the library keeps the reasons.</summary>
        private List<string> Reasons(int skippedCount)
        {
            var reasons = new List<string>();
            for (int i = 0; i < skippedCount; i++)
            {
                byte* reason;
                MpsdException.ThrowIfFailed(NativeMethods.mpsd_handle_list_get_skipped(this, (UIntPtr)i, &reason));
                if (reason == null)
                {
                    break;
                }
                reasons.Add(NativeText.Read(reason));
            }
            return reasons;
        }

        protected override bool ReleaseHandle()
        {
            NativeMethods.mpsd_handle_list_destroy(handle);
            return true;
        }
    }
}
