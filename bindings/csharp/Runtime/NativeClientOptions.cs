using System;
using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_client_options.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeClientOptions
    {
        public uint StructSize;
        public uint ContractVersion;
        public ulong Xuid;
        public uint TitleId;
        public uint ConnectTimeoutMs;
        public uint RequestTimeoutMs;
        public uint DeadlineMs;
        public uint MaxAttempts;
        public uint Pacing;
        public byte* Endpoint;
        public byte* Authorization;
        public IntPtr Network;
        public IntPtr TokenCallback;
        public IntPtr TokenUserData;
        public byte* Language;
        public byte* UserAgentSuffix;
        public IntPtr Reserved0;
    }
}
