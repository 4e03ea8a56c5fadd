namespace Mpsd
{
    /// <summary>mpsd_session.</summary>
    internal sealed class SessionHandle : NativeHandle
    {
        protected override bool ReleaseHandle()
        {
            NativeMethods.mpsd_session_destroy(handle);
            return true;
        }
    }
}
