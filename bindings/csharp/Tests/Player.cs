using System;
using System.Threading;

namespace Mpsd.Tests
{
    /// <summary>A player nobody else has, so that runs can share an emulator.</summary>
    internal sealed class Player
    {
        internal const uint TitleId = 1234567;

        private static long next = 2533274790000000 + Math.Abs(BitConverter.ToInt64(Guid.NewGuid().ToByteArray(), 0) % (1L << 50));

        private int tokens;

        internal ulong Xuid { get; } = (ulong)Interlocked.Increment(ref next);

        /// <summary>A token that the player never had before.</summary>
        internal string NewToken()
        {
            int nonce = Interlocked.Increment(ref tokens);
            return string.Format("XBL3.0 x=emulator;xuid={0};title={1};nonce={2}", Xuid, TitleId, nonce);
        }

        internal MpsdClientOptions Options()
        {
            return new MpsdClientOptions
            {
                Endpoint = Emulator.Url,
                Authorization = NewToken(),
                Xuid = Xuid,
                TitleId = TitleId,
                Deadline = TimeSpan.FromSeconds(10),
                // Tests send more than a game may.
                Pacing = MpsdPacing.Off,
            };
        }

        internal MpsdClient SignIn()
        {
            return new MpsdClient(Options());
        }

        internal static MpsdSessionReference NewSession()
        {
            return new MpsdSessionReference(Guid.NewGuid().ToString(), "lobby", "game-" + Guid.NewGuid());
        }

        /// <summary>Creates a session with this player in it.</summary>
        internal MpsdSessionReference Host(MpsdClient client)
        {
            MpsdSessionReference session = NewSession();
            client.WriteSession(session, MpsdWriteMode.CreateNew, Document());
            return session;
        }

        internal string Document()
        {
            return "{\"constants\":{\"system\":{\"version\":1,\"maxMembersCount\":8,\"visibility\":\"open\"}},"
                + "\"properties\":{\"custom\":{\"map\":\"Höhle 洞\"}},"
                + "\"members\":{\"me\":{\"constants\":{\"system\":{\"initialize\":true,\"xuid\":\"" + Xuid + "\"}},"
                + "\"properties\":{\"system\":{\"active\":true}}}}}";
        }
    }
}
