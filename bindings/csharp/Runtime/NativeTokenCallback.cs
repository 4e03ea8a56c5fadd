using System;
using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>mpsd_token_callback.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void NativeTokenCallback(IntPtr userData, IntPtr request);
}
