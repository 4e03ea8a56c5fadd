using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_session_join.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeSessionJoin
    {
        public uint StructSize;
        public uint ChangeTypes;
        public ulong Xuid;
        public byte* Connection;
        public byte* SubscriptionId;
        public byte* CustomConstants;
        public byte* CustomProperties;
    }
}
