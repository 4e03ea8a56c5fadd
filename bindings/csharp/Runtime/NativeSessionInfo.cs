using System;
using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_session_info.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeSessionInfo
    {
        public byte* Scid;
        public byte* TemplateName;
        public byte* Name;
        public byte* ETag;
        public byte* Document;
        public UIntPtr DocumentSize;
        public int HttpStatus;
        public int Reserved0;
        public fixed byte Reserved[64];
    }
}
