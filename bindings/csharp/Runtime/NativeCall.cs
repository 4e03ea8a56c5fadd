using System;

namespace Mpsd
{
    /// <summary>
    /// What every call on a client has: its memory, options and error, and often a session as its result.
    /// </summary>
    internal sealed unsafe class NativeCall : IDisposable
    {
        private readonly TokenSource tokens;

        internal NativeCall(MpsdCallOptions options, TokenSource tokens)
        {
            this.tokens = tokens;
            Options = (NativeCallOptions*)Memory.Allocate(sizeof(NativeCallOptions));
            Error = (NativeError*)Memory.Allocate(sizeof(NativeError));
            Object = (IntPtr*)Memory.Allocate(sizeof(IntPtr));
            try
            {
                (options ?? new MpsdCallOptions()).WriteTo(Options, Memory);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        internal NativeMemory Memory { get; } = new NativeMemory();

        internal NativeCallOptions* Options { get; }

        internal NativeError* Error { get; }

        /// <summary>Where the call puts the object it makes.</summary>
        internal IntPtr* Object { get; }

        internal void Check(int result)
        {
            if (result < 0)
            {
                throw new MpsdException(Error, Reason(result));
            }
        }

        /// <summary>The token provider's own exception, where that is why the call failed.</summary>
        internal Exception Reason(int result)
        {
            return result == (int)MpsdResult.NoToken && tokens != null ? tokens.Failure : null;
        }

        /// <summary>The session that the call has answered.</summary>
        internal MpsdSession Session(int result)
        {
            using (var session = new SessionHandle())
            {
                session.Own(*Object);
                Check(result);
                return new MpsdSession(session);
            }
        }

        public void Dispose()
        {
            Memory.Dispose();
        }
    }
}
