using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_emulator_options.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeEmulatorOptions
    {
        public uint StructSize;
        public uint Port;
        public byte* Settings;
        public byte* Scenario;
    }
}
