using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

namespace Mpsd.Tests
{
    internal static class LifetimeTests
    {
        public static void ADisposedClientRefuses()
        {
            MpsdClient client = new Player().SignIn();
            client.Dispose();
            client.Dispose();
            Check.Throws<ObjectDisposedException>(() => client.ReadSession(Player.NewSession()), "read");
            Check.Throws<ObjectDisposedException>(() => client.SendInvites(new MpsdInvite(Player.NewSession(), 1)), "invite");
            Check.Throws<ObjectDisposedException>(() => client.SetAuthorization("XBL3.0 x=1;2"), "token");
            Check.Throws<ObjectDisposedException>(() => client.Close(), "close");
        }

        public static void AClosedClientAnswersClosed()
        {
            using (MpsdClient client = new Player().SignIn())
            {
                client.Close();
                client.Close();
                Check.Fails(MpsdResult.Closed, () => client.ReadSession(Player.NewSession()), "read");
            }
        }

        public static void ADisposedNetworkLivesOnForItsClients()
        {
            Player one = new Player();
            Player two = new Player();
            MpsdNetwork network = new MpsdNetwork(new MpsdNetworkOptions { MaxConnections = 2 });
            using (MpsdClient first = On(network, one))
            using (MpsdClient second = On(network, two))
            {
                network.Dispose();
                second.JoinSession(one.Host(first));
                Check.Throws<ObjectDisposedException>(() => On(network, one), "client on a disposed network");
            }
        }

        public static void DisposeEndsARunningCall()
        {
            var silent = new TcpListener(IPAddress.Loopback, 0);
            silent.Start();
            MpsdClientOptions options = new Player().Options();
            options.Endpoint = "http://127.0.0.1:" + ((IPEndPoint)silent.LocalEndpoint).Port;
            options.Deadline = TimeSpan.FromSeconds(30);
            var client = new MpsdClient(options);
            Task<MpsdException> call = Task.Run(
                () => Check.Throws<MpsdException>(() => client.ReadSession(Player.NewSession()), "running call"));
            using (silent.AcceptTcpClient())
            {
                client.Dispose();
                Check.True(call.Wait(3000), "the call ends in a moment");
                Check.Equal(MpsdResult.Closed, call.Result.Result, "result");
            }
            silent.Stop();
        }

        public static void GarbageCollectionDisturbsNoCall()
        {
            var player = new Player();
            for (int i = 0; i < 20; i++)
            {
                MpsdClientOptions options = player.Options();
                options.Authorization = null;
                options.TokenProvider = request =>
                {
                    Collect();
                    request.Complete(player.NewToken());
                };
                options.Network = new MpsdNetwork();
                var client = new MpsdClient(options);
                options = null;
                Collect();
                MpsdSessionReference session = player.Host(client);
                Collect();
                Check.Equal(session.Name, client.SetActivity(session).Session.Name, "session");
                client.Dispose();
                Collect();
            }
        }

        public static void AForgottenClientIsCollectedThoughItsProviderKnowsIt()
        {
            WeakReference[] forgotten = new WeakReference[20];
            for (int i = 0; i < forgotten.Length; i++)
            {
                forgotten[i] = Forget();
            }
            Collect();
            int alive = 0;
            foreach (WeakReference client in forgotten)
            {
                alive += client.IsAlive ? 1 : 0;
            }
            // Mono scans stacks conservatively: a stray word may keep a few.
            Check.True(alive < forgotten.Length / 2, alive + " are still alive");
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static WeakReference Forget()
        {
            var player = new Player();
            MpsdClient client = null;
            MpsdClientOptions options = player.Options();
            options.Authorization = null;
            options.TokenProvider = request =>
            {
                GC.KeepAlive(client);
                request.Complete(player.NewToken());
            };
            client = new MpsdClient(options);
            player.Host(client);
            return new WeakReference(client);
        }

        private static MpsdClient On(MpsdNetwork network, Player player)
        {
            MpsdClientOptions options = player.Options();
            options.Network = network;
            return new MpsdClient(options);
        }

        private static void Collect()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
