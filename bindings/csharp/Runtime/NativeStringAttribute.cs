using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_string_attribute.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeStringAttribute
    {
        public byte* Name;
        public byte* Value;
    }
}
