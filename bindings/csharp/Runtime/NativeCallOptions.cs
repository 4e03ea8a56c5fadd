using System;
using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_call_options.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeCallOptions
    {
        public uint StructSize;
        public uint DeadlineMs;
        public uint MaxAttempts;
        public uint Pacing;
        public uint Group;
        public uint Reserved0;
        public IntPtr UserData;
        public IntPtr Handles;
        public NativeSessionJoin* Join;
    }
}
