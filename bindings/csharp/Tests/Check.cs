using System;

namespace Mpsd.Tests
{
    internal static class Check
    {
        internal static void Equal<T>(T expected, T actual, string what)
        {
            if (!Equals(expected, actual))
            {
                throw new Exception(string.Format("{0}: expected <{1}>, is <{2}>", what, expected, actual));
            }
        }

        internal static void True(bool condition, string what)
        {
            Equal(true, condition, what);
        }

        internal static void Contains(string part, string text, string what)
        {
            if (text == null || text.IndexOf(part, StringComparison.Ordinal) < 0)
            {
                throw new Exception(string.Format("{0}: <{1}> is not in <{2}>", what, part, text));
            }
        }

        /// <summary>The exception of this type, or of one derived from it, that the action throws.</summary>
        internal static T Throws<T>(Action action, string what) where T : Exception
        {
            try
            {
                action();
            }
            catch (T exception)
            {
                return exception;
            }
            throw new Exception(what + ": nothing was thrown");
        }

        internal static MpsdException Fails(MpsdResult result, Action action, string what)
        {
            MpsdException exception = Throws<MpsdException>(action, what);
            Equal(result, exception.Result, what);
            return exception;
        }
    }
}
