using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_invite_result.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeInviteResult
    {
        public ulong Xuid;
        public long ExpiresAtMs;
        public int Result;
        public int HttpStatus;
        public uint RetryAfterMs;
        public uint Attempts;
        public int Delivery;
        public int Reserved0;
        public fixed byte HandleId[40];
        public fixed byte RequestId[64];
        public fixed byte Message[256];
        public fixed byte Reserved[16];
    }
}
