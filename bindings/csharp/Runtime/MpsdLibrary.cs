namespace Mpsd
{
    /// <summary>
    /// The native library itself. Every member may be used before anything else and from any thread, and does not block.
    /// A <see cref="System.DllNotFoundException"/> here means that the native library is not where the runtime looks for it.
    /// </summary>
    public static unsafe class MpsdLibrary
    {
        /// <summary>The native library's version, such as "0.1.0".</summary>
        public static string VersionText
        {
            get { return NativeText.Read(NativeMethods.mpsd_version_string()); }
        }

        /// <summary>The native library's version as a number: major &lt;&lt; 24 | minor &lt;&lt; 16 | patch.</summary>
        public static uint Version
        {
            get { return NativeMethods.mpsd_version(); }
        }

        /// <summary>
        /// A result's name, such as "MPSD_ERROR_RATE_LIMITED"; "MPSD_ERROR_UNKNOWN" for a number that is none.
        /// </summary>
        /// <param name="result">Any number.</param>
        /// <returns>The name, never null.</returns>
        public static string NameOf(MpsdResult result)
        {
            return NativeText.Read(NativeMethods.mpsd_result_name((int)result));
        }

        /// <summary>What brings a result about, in a sentence of English.</summary>
        /// <param name="result">Any number.</param>
        /// <returns>The sentence, never null.</returns>
        public static string CauseOf(MpsdResult result)
        {
            return NativeText.Read(NativeMethods.mpsd_result_cause((int)result));
        }

        /// <summary>What to do about a result, in a sentence or two of English.</summary>
        /// <param name="result">Any number.</param>
        /// <returns>The text, never null.</returns>
        public static string RemedyOf(MpsdResult result)
        {
            return NativeText.Read(NativeMethods.mpsd_result_remedy((int)result));
        }
    }
}
