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
            UIntPtr count;
            MpsdException.ThrowIfFailed(NativeMethods.mpsd_handle_list_count(this, &count));
            var handles = new MpsdHandleDetails[checked((int)count)];
            for (int i = 0; i < handles.Length; i++)
            {
                NativeHandleDetails details;
                MpsdException.ThrowIfFailed(NativeMethods.mpsd_handle_list_get(this, (UIntPtr)i, &details));
                handles[i] = new MpsdHandleDetails(&details);
            }
            var reasons = new List<string>();
            while (true)
            {
                byte* reason;
                MpsdException.ThrowIfFailed(
                    NativeMethods.mpsd_handle_list_skipped(this, (UIntPtr)reasons.Count, &count, &reason));
                if (reason == null)
                {
                    return new MpsdHandleList(handles, checked((int)count), reasons);
                }
                reasons.Add(NativeText.Read(reason));
            }
        }

        protected override bool ReleaseHandle()
        {
            NativeMethods.mpsd_handle_list_destroy(handle);
            return true;
        }
    }
}
