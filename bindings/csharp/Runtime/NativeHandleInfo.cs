using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_handle_info.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeHandleInfo
    {
        public fixed byte Id[40];
        public fixed byte Scid[40];
        public fixed byte TemplateName[104];
        public fixed byte SessionName[104];
        public ulong OwnerXuid;
        public long CreatedAtMs;
        public long ExpiresAtMs;
        public uint TitleId;
        public int HttpStatus;
        public fixed byte Reserved[64];
    }
}
