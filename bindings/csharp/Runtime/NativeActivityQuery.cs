using System;
using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_activity_query.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeActivityQuery
    {
        public uint StructSize;
        public uint Reserved0;
        public byte* Scid;
        public ulong* Xuids;
        public UIntPtr XuidCount;
    }
}
