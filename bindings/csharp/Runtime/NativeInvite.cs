using System;
using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_invite.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeInvite
    {
        public uint StructSize;
        public uint TitleId;
        public NativeSessionReference Session;
        public ulong* Xuids;
        public UIntPtr XuidCount;
        public byte* Context;
        public byte* ContextString;
        public byte* SenderString;
    }
}
