using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_activity.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeActivity
    {
        public NativeHandleInfo Handle;
        public byte* CustomProperties;
        public uint Visibility;
        public uint JoinRestriction;
        public uint Closed;
        public uint MembersCount;
        public uint MaxMembersCount;
        public uint Reserved0;
        public fixed byte Reserved[64];
    }
}
