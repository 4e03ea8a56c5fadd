using System;
using System.Collections.Generic;
using System.Linq;

namespace Mpsd
{
    /// <summary>
    /// A session directory in this process, for tests: a client whose endpoint is its <see cref="Url"/> talks to it. Users
    /// sign in with made-up tokens, "XBL3.0 x=emulator;xuid=...;title=...". Several may run at once, and any thread may use
    /// one. It needs the native library mpsd_emulator.
    /// </summary>
    public sealed unsafe class MpsdEmulator : IDisposable
    {
        private readonly EmulatorHandle handle = new EmulatorHandle();

        private MpsdEmulator(MpsdEmulatorOptions options)
        {
            using (var call = new NativeCall(null, null))
            {
                NativeEmulatorOptions native;
                native.StructSize = (uint)sizeof(NativeEmulatorOptions);
                native.Port = options.Port;
                native.Settings = call.Memory.Text(Lines(options.Settings), "Settings");
                native.Scenario = call.Memory.Text(options.Scenario, "Scenario");
                int result = NativeEmulatorMethods.mpsd_emulator_start(&native, call.Object, call.Error);
                handle.Own(*call.Object);
                call.Check(result);
                Url = NativeText.Read(NativeEmulatorMethods.mpsd_emulator_url(*call.Object));
            }
        }

        /// <summary>Where it listens, such as "http://127.0.0.1:40123".</summary>
        public string Url { get; }

        /// <summary>Starts an emulator; it answers from now on. Does not block.</summary>
        /// <param name="options">How; null: all defaults.</param>
        /// <returns>The emulator, to be disposed.</returns>
        /// <exception cref="MpsdException">
        /// A setting does not exist or cannot have its value, the scenario cannot be, or the port is taken.
        /// </exception>
        public static MpsdEmulator Start(MpsdEmulatorOptions options = null)
        {
            return new MpsdEmulator(options ?? new MpsdEmulatorOptions());
        }

        /// <summary>
        /// Stops it, and forgets all that is in it. Any thread; blocks for less than a second; twice is fine.
        /// </summary>
        public void Dispose()
        {
            handle.Dispose();
        }

        private static string Lines(IDictionary<string, string> settings)
        {
            return string.Concat(settings.Select(Line));
        }

        private static string Line(KeyValuePair<string, string> setting)
        {
            if (setting.Value != null && setting.Value.IndexOf('\n') >= 0)
            {
                throw new ArgumentException("a setting's value is one line", "Settings");
            }
            return setting.Key + "=" + setting.Value + "\n";
        }
    }
}
