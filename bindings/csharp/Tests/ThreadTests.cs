using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;

namespace Mpsd.Tests
{
    internal static class ThreadTests
    {
        private const int Threads = 8;

        public static void EightThreadsShareAClient()
        {
            var player = new Player();
            using (MpsdClient client = player.SignIn())
            {
                MpsdSessionReference session = player.Host(client);
                InParallel(thread =>
                {
                    for (int i = 0; i < 10; i++)
                    {
                        Check.Equal(session.Name, client.SetActivity(session).Session.Name, "set");
                        Check.Equal(session.Name, client.ReadSession(session).Reference.Name, "read");
                    }
                });
            }
        }

        public static void EightPlayersShareANetwork()
        {
            using (var network = new MpsdNetwork())
            {
                InParallel(thread =>
                {
                    var player = new Player();
                    MpsdClientOptions options = player.Options();
                    options.Network = network;
                    using (var client = new MpsdClient(options))
                    {
                        MpsdSessionReference session = player.Host(client);
                        client.SetActivity(session);
                        Check.Equal(
                            player.Xuid,
                            client.QueryActivities(session.Scid, new[] { player.Xuid }).Single().Handle.OwnerXuid,
                            "owner");
                    }
                });
            }
        }

        private static void InParallel(Action<int> work)
        {
            var failures = new ConcurrentQueue<Exception>();
            var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() =>
            {
                try
                {
                    work(number);
                }
                catch (Exception exception)
                {
                    failures.Enqueue(exception);
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            if (!failures.IsEmpty)
            {
                throw new AggregateException(failures);
            }
        }
    }
}
