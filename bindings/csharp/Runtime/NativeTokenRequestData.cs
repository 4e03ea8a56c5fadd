using System;
using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_token_request_data.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeTokenRequestData
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
