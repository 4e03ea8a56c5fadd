using System;

namespace Mpsd
{
    /// <summary>
    /// One signed-in user who talks to the session directory. Any thread may use it at once. Every call that sends blocks up to
    /// its deadline: call from a worker thread or a Task. Calls that change the same thing (set and clear of an activity, writes
    /// of one session) take turns in the order they began.
    /// </summary>
    public sealed unsafe partial class MpsdClient : IDisposable
    {
        private readonly TokenSource tokens;
        private readonly ClientHandle handle;

        /// <summary>Makes a client. Nothing is sent; no token provider runs in it; does not block.</summary>
        /// <param name="options">Who the user is and how to reach the service.</param>
        /// <exception cref="MpsdException">
        /// An option breaks its rule (the message names it), or there is neither an authorization nor a token provider.
        /// </exception>
        public MpsdClient(MpsdClientOptions options)
        {
            if (options == null)
            {
                throw new ArgumentNullException("options");
            }
            tokens = options.TokenProvider == null ? null : new TokenSource(options.TokenProvider);
            handle = new ClientHandle(tokens);
            bool networkHeld = false;
            NetworkHandle network = options.Network?.Handle;
            try
            {
                network?.DangerousAddRef(ref networkHeld);
                using (NativeCall call = Begin(null))
                {
                    NativeClientOptions* native = options.In(call.Memory);
                    native->Network = network == null ? IntPtr.Zero : network.DangerousGetHandle();
                    native->TokenCallback = tokens == null ? IntPtr.Zero : TokenSource.CallbackPointer;
                    native->TokenUserData = tokens == null ? IntPtr.Zero : tokens.UserData;
                    int result = NativeMethods.mpsd_client_create(native, call.Object, call.Error);
                    handle.Own(*call.Object);
                    call.Check(result);
                }
            }
            finally
            {
                if (networkHeld)
                {
                    network.DangerousRelease();
                }
            }
        }

        /// <summary>
        /// Replaces the token: calls that start an attempt from now on use it. On failure the old one stays. Does not block.
        /// </summary>
        /// <param name="authorization">"XBL3.0 x=&lt;userhash&gt;;&lt;token&gt;".</param>
        /// <exception cref="MpsdException">The text breaks its rule.</exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        public void SetAuthorization(string authorization)
        {
            using (NativeCall call = Begin(null))
            {
                byte* token = call.Memory.Text(authorization, "authorization");
                call.Check(NativeMethods.mpsd_client_set_authorization(handle, token, call.Error));
            }
        }

        /// <summary>
        /// Makes every call, running or to come, fail with <see cref="MpsdResult.Closed"/>. Does not wait for them. Also from
        /// inside the token provider; twice is fine.
        /// </summary>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        public void Close()
        {
            MpsdException.ThrowIfFailed(NativeMethods.mpsd_client_close(handle));
        }

        /// <summary>
        /// Closes the client and frees it. Running calls of other threads fail with <see cref="MpsdResult.Closed"/>. Waits at
        /// most 250 ms for them, plus the time the token provider takes to return: afterwards it does not run any more. From
        /// inside the token provider it only closes, and the last call frees. Any thread; twice is fine.
        /// </summary>
        public void Dispose()
        {
            handle.Destroy();
        }

        private NativeCall Begin(MpsdCallOptions options)
        {
            return new NativeCall(options, tokens);
        }
    }
}
