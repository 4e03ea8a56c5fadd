namespace Mpsd
{
    /// <summary>mpsd_network.</summary>
    internal sealed class NetworkHandle : NativeHandle
    {
        protected override bool ReleaseHandle()
        {
            NativeMethods.mpsd_network_destroy(handle);
            return true;
        }
    }
}
