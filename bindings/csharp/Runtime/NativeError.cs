using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_error.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeError
    {
        public int Result;
        public int HttpStatus;
        public uint RetryAfterMs;
        public uint Attempts;
        public int Delivery;
        public int Reserved0;
        public fixed byte RequestId[64];
        public fixed byte Message[512];
        public fixed byte CorrelationId[40];
        public fixed byte Reserved[16];
    }
}
