using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_network_options.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeNetworkOptions
    {
        public uint StructSize;
        public uint MaxConnections;
        public uint Mode;
        public uint Reserved0;
        public byte* RootCertificatesPem;
    }
}
