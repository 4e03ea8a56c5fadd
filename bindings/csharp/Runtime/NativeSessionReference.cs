using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_session_reference.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeSessionReference
    {
        public byte* Scid;
        public byte* TemplateName;
        public byte* Name;
    }
}
