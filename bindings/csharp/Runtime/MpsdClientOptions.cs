using System;

namespace Mpsd
{
    /// <summary>
    /// Who the user is and how to reach the service. Zero and null mean the default. Everything is copied when the client is
    /// made.
    /// </summary>
    public sealed unsafe class MpsdClientOptions
    {
        /// <summary>
        /// "XBL3.0 x=&lt;userhash&gt;;&lt;token&gt;"; null with a <see cref="TokenProvider"/>. At most 16 KiB.
        /// </summary>
        public string Authorization { get; set; }

        /// <summary>Asked for a token when there is none and when the service refused it; null: none.</summary>
        public MpsdTokenProvider TokenProvider { get; set; }

        /// <summary>
        /// The signed-in user's XUID. Needed to join sessions, and to clear an activity that the client did not set.
        /// </summary>
        public ulong Xuid { get; set; }

        /// <summary>
        /// The title's id; invites carry it unless they name another. 0 only where no invite is sent.
        /// </summary>
        public uint TitleId { get; set; }

        /// <summary>
        /// Where the service is; null: https://sessiondirectory.xboxlive.com. http:// only to a loopback address or localhost.
        /// </summary>
        public string Endpoint { get; set; }

        /// <summary>The network to use; null: one of its own. The client keeps it alive.</summary>
        public MpsdNetwork Network { get; set; }

        /// <summary>x-xbl-contract-version; 0: 107; below 104 is refused.</summary>
        public uint ContractVersion { get; set; }

        /// <summary>Bound of making a connection (TCP and TLS); zero: 5 seconds.</summary>
        public TimeSpan ConnectTimeout { get; set; }

        /// <summary>Bound of one attempt, from the connection to the whole answer; zero: 10 seconds.</summary>
        public TimeSpan RequestTimeout { get; set; }

        /// <summary>Bound of a whole call: token, turns, retries and all; zero: 30 seconds.</summary>
        public TimeSpan Deadline { get; set; }

        /// <summary>How often a request may be sent; 0: up to 4; 1: no retry. At most 20.</summary>
        public uint MaxAttempts { get; set; }

        /// <summary>What to do when the rate limit is used up.</summary>
        public MpsdPacing Pacing { get; set; }

        /// <summary>
        /// Accept-Language, such as "fr-FR, fr;q=0.8": the language of the service's texts; null: "en-US". At most 200 bytes.
        /// </summary>
        public string Language { get; set; }

        /// <summary>Appended to the User-Agent, such as "MyGame/1.2"; null: nothing. At most 200 bytes.</summary>
        public string UserAgentSuffix { get; set; }

        /// <summary>All but the network and the token callback.</summary>
        internal NativeClientOptions* In(NativeMemory memory)
        {
            NativeClientOptions* native = (NativeClientOptions*)memory.Allocate(sizeof(NativeClientOptions));
            native->StructSize = (uint)sizeof(NativeClientOptions);
            native->ContractVersion = ContractVersion;
            native->Xuid = Xuid;
            native->TitleId = TitleId;
            native->ConnectTimeoutMs = NativeTime.Milliseconds(ConnectTimeout, "ConnectTimeout");
            native->RequestTimeoutMs = NativeTime.Milliseconds(RequestTimeout, "RequestTimeout");
            native->DeadlineMs = NativeTime.Milliseconds(Deadline, "Deadline");
            native->MaxAttempts = MaxAttempts;
            native->Pacing = (uint)Pacing;
            native->Endpoint = memory.Text(Endpoint, "Endpoint");
            native->Authorization = memory.Text(Authorization, "Authorization");
            native->Language = memory.Text(Language, "Language");
            native->UserAgentSuffix = memory.Text(UserAgentSuffix, "UserAgentSuffix");
            return native;
        }
    }
}
