using System;
using System.Runtime.InteropServices;

namespace Mpsd.Tests
{
    internal static class LayoutTests
    {
        public static unsafe void StructsHaveTheHeadersSizes()
        {
            Size<NativeError>(656, sizeof(NativeError));
            Size<NativeHandleInfo>(384, sizeof(NativeHandleInfo));
            Size<NativeInviteResult>(416, sizeof(NativeInviteResult));
            if (IntPtr.Size != 8)
            {
                return;
            }
            Size<NativeSessionJoin>(48, sizeof(NativeSessionJoin));
            Size<NativeCallOptions>(48, sizeof(NativeCallOptions));
            Size<NativeNetworkOptions>(24, sizeof(NativeNetworkOptions));
            Size<NativeClientOptions>(104, sizeof(NativeClientOptions));
            Size<NativeSessionReference>(24, sizeof(NativeSessionReference));
            Size<NativeActivityQuery>(48, sizeof(NativeActivityQuery));
            Size<NativeHandleDetails>(664, sizeof(NativeHandleDetails));
            Size<NativeStringAttribute>(16, sizeof(NativeStringAttribute));
            Size<NativeNumberAttribute>(16, sizeof(NativeNumberAttribute));
            Size<NativeInvite>(72, sizeof(NativeInvite));
            Size<NativeSessionInfo>(120, sizeof(NativeSessionInfo));
            Size<NativeTokenRequestInfo>(104, sizeof(NativeTokenRequestInfo));
            Size<NativeHandleListInfo>(64, sizeof(NativeHandleListInfo));
            Size<NativeEmulatorOptions>(24, sizeof(NativeEmulatorOptions));
        }

        public static void EveryResultOfTheLibraryHasItsName()
        {
            for (int number = -2000; number <= 100; number++)
            {
                string name = MpsdLibrary.NameOf((MpsdResult)number);
                bool known = name != "MPSD_ERROR_UNKNOWN";
                Check.Equal(known, Enum.IsDefined(typeof(MpsdResult), number), "is " + number + " known");
                if (known)
                {
                    string constant = name.Replace("MPSD_ERROR_", "").Replace("MPSD_", "").Replace("_", "");
                    Check.Equal(constant, ((MpsdResult)number).ToString().ToUpperInvariant(), "name of " + number);
                    Check.True(MpsdLibrary.RemedyOf((MpsdResult)number).Length > 0, "remedy of " + name);
                    Check.True(MpsdLibrary.CauseOf((MpsdResult)number).Length > 0, "cause of " + name);
                }
            }
        }

        public static void TheVersionIsThePackages()
        {
            Check.Equal("0.1.0", MpsdLibrary.VersionText, "version text");
            Check.Equal(1u << 16, MpsdLibrary.Version, "version");
        }

        private static void Size<T>(int expected, int managed)
        {
            Check.Equal(expected, managed, "sizeof " + typeof(T).Name);
            Check.Equal(expected, Marshal.SizeOf(typeof(T)), "Marshal.SizeOf " + typeof(T).Name);
        }
    }
}
