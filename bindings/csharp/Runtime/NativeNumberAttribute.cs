using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_number_attribute.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeNumberAttribute
    {
        public byte* Name;
        public double Value;
    }
}
