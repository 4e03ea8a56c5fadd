using System;
using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>An object of the library. Its pointer is given once, by the function that makes it.</summary>
    internal abstract class NativeHandle : SafeHandle
    {
        protected NativeHandle() : base(IntPtr.Zero, true)
        {
        }

        public override bool IsInvalid
        {
            get { return handle == IntPtr.Zero; }
        }

        internal void Own(IntPtr pointer)
        {
            SetHandle(pointer);
        }
    }
}
