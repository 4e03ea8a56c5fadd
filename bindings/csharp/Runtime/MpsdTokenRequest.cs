using System;
using System.Runtime.InteropServices;

namespace Mpsd
{
    /// <summary>
    /// A pending token request. A client has one open at a time; other calls that need a token wait for its answer.
    /// It ends when it is answered or its client is disposed. Any thread may use it.
    /// </summary>
    public sealed unsafe class MpsdTokenRequest
    {
        private readonly IntPtr request;

        internal MpsdTokenRequest(IntPtr request)
        {
            this.request = request;
            NativeTokenRequestInfo info;
            MpsdException.ThrowIfFailed(NativeMethods.mpsd_token_request_get_info(request, &info));
            Method = NativeText.Read(info.Method);
            Url = NativeText.Read(info.Url);
            Headers = NativeText.Read(info.Headers);
            Body = new byte[checked((int)info.BodySize)];
            if (Body.Length > 0)
            {
                Marshal.Copy((IntPtr)info.Body, Body, 0, Body.Length);
            }
            ForceRefresh = info.ForceRefresh != 0;
        }

        /// <summary>"GET", "POST", "PUT" or "DELETE".</summary>
        public string Method { get; }

        /// <summary>The whole URL, percent-encoded.</summary>
        public string Url { get; }

        /// <summary>
        /// The other headers as "Name: value" lines, each ended by CR LF; without Authorization and Signature.
        /// </summary>
        public string Headers { get; }

        /// <summary>The body's bytes; empty when there is none.</summary>
        public byte[] Body { get; }

        /// <summary>
        /// The last token was refused: get a new one from the sign-in service rather than a cached one.
        /// </summary>
        public bool ForceRefresh { get; }

        /// <summary>
        /// Answers the request, once. A token with a signature serves one attempt; one without is kept until the service
        /// refuses it. Does not block.
        /// </summary>
        /// <param name="authorization">"XBL3.0 x=&lt;userhash&gt;;&lt;token&gt;".</param>
        /// <param name="signature">The signature of this very request, where requests are signed; null: none.</param>
        /// <returns>False when it is too late: answered already, or the client is disposed.</returns>
        /// <exception cref="MpsdException">A text breaks its rule; the request stays open.</exception>
        public bool Complete(string authorization, string signature = null)
        {
            using (var memory = new NativeMemory())
            {
                byte* token = memory.Text(authorization, "authorization");
                byte* signed = memory.Text(signature, "signature");
                return Answered(NativeMethods.mpsd_token_request_complete(request, (int)MpsdResult.Ok, token, signed));
            }
        }

        /// <summary>
        /// There is no token to be had: the waiting calls fail with <see cref="MpsdResult.NoToken"/>. Does not block.
        /// </summary>
        /// <returns>False when it is too late: answered already, or the client is disposed.</returns>
        public bool Fail()
        {
            return Answered(Refuse(request));
        }

        internal static int Refuse(IntPtr request)
        {
            return NativeMethods.mpsd_token_request_complete(request, (int)MpsdResult.NoToken, null, null);
        }

        private static bool Answered(int result)
        {
            if (result == (int)MpsdResult.InvalidHandle)
            {
                return false;
            }
            MpsdException.ThrowIfFailed(result);
            return true;
        }
    }
}
