using System;

namespace Mpsd.Tests
{
    /// <summary>Unity's editor loads scripts into a new AppDomain on every Play; the native library stays.</summary>
    internal static class DomainReloadTests
    {
        public static void TheFifthPlayWorksAsTheFirst()
        {
            for (int play = 0; play < 5; play++)
            {
                AppDomain domain = AppDomain.CreateDomain("play " + play);
                try
                {
                    domain.DoCallBack(PlayAndForget);
                }
                finally
                {
                    AppDomain.Unload(domain);
                }
            }
        }

        /// <summary>Leaves everything behind as a game does whose scripts forget to dispose.</summary>
        private static void PlayAndForget()
        {
            var player = new Player();
            MpsdClientOptions options = player.Options();
            options.Authorization = null;
            options.TokenProvider = request => request.Complete(player.NewToken());
            options.Network = new MpsdNetwork();
            var client = new MpsdClient(options);
            client.SetActivity(player.Host(client));
        }
    }
}
