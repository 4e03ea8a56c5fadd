namespace Mpsd
{
    /// <summary>mpsd_emulator.</summary>
    internal sealed class EmulatorHandle : NativeHandle
    {
        protected override bool ReleaseHandle()
        {
            NativeEmulatorMethods.mpsd_emulator_stop(handle);
            return true;
        }
    }
}
