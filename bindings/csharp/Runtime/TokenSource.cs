using System;
using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>
    /// Leads the library's callback to a token provider. The library holds a weak GCHandle of it and the client's handle a
    /// strong reference: a provider may refer to its own client, and both can still be collected.
    /// </summary>
    internal sealed class TokenSource
    {
        // Kept for ever: the library may hold its address.
        private static readonly NativeTokenCallback Callback = OnTokenRequest;

        private readonly MpsdTokenProvider provider;
        private GCHandle self;
        private volatile Exception failure;

        internal TokenSource(MpsdTokenProvider provider)
        {
            this.provider = provider;
            self = GCHandle.Alloc(this, GCHandleType.Weak);
        }

        ~TokenSource()
        {
            self.Free();
        }

        /// <summary>mpsd_client_options.token_callback.</summary>
        internal static IntPtr CallbackPointer
        {
            get { return Marshal.GetFunctionPointerForDelegate(Callback); }
        }

        /// <summary>mpsd_client_options.token_user_data.</summary>
        internal IntPtr UserData
        {
            get { return GCHandle.ToIntPtr(self); }
        }

        /// <summary>What the provider threw last time, or null.</summary>
        internal Exception Failure
        {
            get { return failure; }
        }

        [MonoPInvokeCallback(typeof(NativeTokenCallback))]
        private static void OnTokenRequest(IntPtr userData, IntPtr request)
        {
            TokenSource source = null;
            try
            {
                source = (TokenSource)GCHandle.FromIntPtr(userData).Target;
                source.failure = null;
                source.provider(new MpsdTokenRequest(request));
            }
            catch (Exception exception)
            {
                // An exception must not unwind through the library: the call that waits reports it.
                if (source != null)
                {
                    source.failure = exception;
                }
                MpsdTokenRequest.Refuse(request);
            }
        }
    }
}
