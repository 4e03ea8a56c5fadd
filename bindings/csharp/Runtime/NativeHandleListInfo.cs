using System;
using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_handle_list_info.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeHandleListInfo
    {
        public UIntPtr Count;
        public UIntPtr SkippedCount;
        public byte* Json;
        public UIntPtr JsonSize;
        public fixed byte Reserved[32];
    }
}
