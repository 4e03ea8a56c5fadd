using System.Collections.Generic;

namespace Mpsd
{
    /// <summary>How an emulator is started. Zero means the default.</summary>
    public sealed class MpsdEmulatorOptions
    {
        /// <summary>The TCP port on 127.0.0.1; 0: a free one.</summary>
        public ushort Port { get; set; }

        /// <summary>Settings that differ from the emulator's defaults, such as "inviteLifetimeSeconds" with "60".</summary>
        public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

        /// <summary>
        /// What the emulator holds from the start: users, sessions, activities, invites, as TOML (the emulator's README describes
        /// it). <see cref="Settings"/> win over those in it. Null: nothing.
        /// </summary>
        public string Scenario { get; set; }
    }
}
