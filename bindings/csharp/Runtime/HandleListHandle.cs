using System;

namespace Mpsd
{
    /// <summary>mpsd_handle_list.</summary>
    internal sealed unsafe class HandleListHandle : NativeHandle
    {
        /// <summary>Copies of all handles.</summary>
        internal MpsdHandleDetails[] ToArray()
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
            return handles;
        }

        protected override bool ReleaseHandle()
        {
            NativeMethods.mpsd_handle_list_destroy(handle);
            return true;
        }
    }
}
