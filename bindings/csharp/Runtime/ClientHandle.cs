using System;

namespace Mpsd
{
    /// <summary>mpsd_client, and the token source it calls back into.</summary>
    internal sealed class ClientHandle : NativeHandle
    {
        // Never read: keeps the source alive for as long as the client can call it.
        private readonly TokenSource tokens;

        internal ClientHandle(TokenSource tokens)
        {
            this.tokens = tokens;
        }

        /// <summary>
        /// Destroys the client now, whatever calls are running in other threads: they end in a moment, and no token provider
        /// runs afterwards. Releasing the handle later destroys a stale pointer, which does nothing.
        /// </summary>
        internal void Destroy()
        {
            bool held = false;
            try
            {
                DangerousAddRef(ref held);
                NativeMethods.mpsd_client_destroy(handle);
            }
            catch (ObjectDisposedException)
            {
                // Another thread was faster.
            }
            finally
            {
                if (held)
                {
                    DangerousRelease();
                }
            }
            Dispose();
        }

        protected override bool ReleaseHandle()
        {
            NativeMethods.mpsd_client_destroy(handle);
            GC.KeepAlive(tokens);
            return true;
        }
    }
}
