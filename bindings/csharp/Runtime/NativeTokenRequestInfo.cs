using System;
using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_token_request_info.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeTokenRequestInfo
    {
        public byte* Method;
        public byte* Url;
        public byte* Headers;
        public byte* Body;
        public UIntPtr BodySize;
        public byte ForceRefresh;
        public fixed byte Reserved[63];
    }
}
