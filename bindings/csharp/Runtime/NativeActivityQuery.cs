using System;
using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_activity_query.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeActivityQuery
    {
        public uint StructSize;
        public uint Include;
        public ulong SocialGroupOwnerXuid;
        public byte* Scid;
        public ulong* Xuids;
        public UIntPtr XuidCount;
        public byte* SocialGroup;
    }
}
