using System;
using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>The functions of mpsd_emulator.h under their own names.</summary>
    internal static unsafe class NativeEmulatorMethods
    {
        private const string Library = "mpsd_emulator";

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int mpsd_emulator_start(NativeEmulatorOptions* options, IntPtr* emulator,
            NativeError* error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern byte* mpsd_emulator_url(IntPtr emulator);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void mpsd_emulator_stop(IntPtr emulator);
    }
}
