using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Mpsd.Tests
{
    internal static class ErrorTests
    {
        public static void ARefusalHasNameRemedyAndTheServicesText()
        {
            using (MpsdClient client = new Player().SignIn())
            {
                MpsdException error = Check.Fails(
                    MpsdResult.Forbidden, () => client.SetActivity(Player.NewSession()), "not a member");
                Check.Equal("MPSD_ERROR_FORBIDDEN", error.Name, "name");
                Check.Equal(403, error.HttpStatus, "status");
                Check.Equal(1u, error.Attempts, "attempts");
                Check.Equal(MpsdDelivery.Answered, error.Delivery, "delivery");
                Check.True(error.RequestId.Length > 0, "request id");
                Check.True(error.Cause.Length > 0, "cause");
                Check.Contains("not an active member", error.Detail, "service text");
                Check.Equal(TimeSpan.Zero, error.RetryAfter, "retry after");
                foreach (string part in new[] { error.Name, error.Detail, error.Remedy })
                {
                    Check.Contains(part, error.Message, "message");
                }
            }
        }

        public static void TheServicesIdAndReasonAreTold()
        {
            TcpListener server = Listen();
            MpsdClientOptions options = new Player().Options();
            options.Endpoint = "http://127.0.0.1:" + Port(server);
            Thread answering = Answer(
                server,
                "HTTP/1.1 403 Forbidden\r\nX-XblCorrelationId: 8dfb0100-ebe0-42da-885f-033860a818f6\r\n"
                + "X-Xbl-Debug: session-access=none; reason=x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            using (var client = new MpsdClient(options))
            {
                MpsdException error = Check.Fails(
                    MpsdResult.Forbidden, () => client.ReadSession(Player.NewSession()), "refused");
                Check.Equal("8dfb0100-ebe0-42da-885f-033860a818f6", error.CorrelationId, "correlation id");
                Check.Equal("HTTP 403 (session-access=none; reason=x)", error.Detail, "detail");
            }
            answering.Join();
            server.Stop();
        }

        public static void RowsThatCannotBeReadAreCounted()
        {
            TcpListener server = Listen();
            MpsdClientOptions options = new Player().Options();
            options.Endpoint = "http://127.0.0.1:" + Port(server);
            const string Rows =
                "{\"results\":[null,{\"id\":\"7a4d0a99-4e23-4eba-9894-5173cf123fb4\",\"ownerXuid\":\"5\"},{\"id\":\"x\"}]}";
            Thread answering = Answer(
                server, "HTTP/1.1 200 OK\r\nContent-Length: " + Rows.Length + "\r\nConnection: close\r\n\r\n" + Rows);
            using (var client = new MpsdClient(options))
            {
                MpsdHandleList found = client.QueryActivities(Player.NewSession().Scid, new ulong[] { 5 });
                Check.Equal(1, found.Count, "rows");
                Check.Equal(5ul, found[0].Handle.OwnerXuid, "owner");
                Check.Equal(2, found.SkippedCount, "rows that cannot be read");
                Check.Equal("results[0]: should be an object, is null", found.SkippedReasons[0], "why");
                Check.Equal("results[2].id: should be a GUID, is another string", found.SkippedReasons[1], "why");
            }
            answering.Join();
            server.Stop();
        }

        public static void AServerThatIsDownWasNotReached()
        {
            MpsdClientOptions options = new Player().Options();
            options.Endpoint = "http://127.0.0.1:" + FreePort();
            options.MaxAttempts = 1;
            using (var client = new MpsdClient(options))
            {
                MpsdException error = Check.Fails(
                    MpsdResult.Connect, () => client.ReadSession(Player.NewSession()), "no server");
                Check.Equal(MpsdDelivery.NotSent, error.Delivery, "delivery");
                Check.Equal(0, error.HttpStatus, "status");
                Check.Contains(options.Endpoint.Substring("http://".Length), error.Detail, "host and port");
            }
        }

        public static void ACallsOwnDeadlineEndsIt()
        {
            TcpListener silent = Listen();
            MpsdClientOptions options = new Player().Options();
            options.Endpoint = "http://127.0.0.1:" + Port(silent);
            using (var client = new MpsdClient(options))
            {
                var brief = new MpsdCallOptions { Deadline = TimeSpan.FromMilliseconds(200) };
                Stopwatch watch = Stopwatch.StartNew();
                Check.Fails(MpsdResult.Timeout, () => client.ReadSession(Player.NewSession(), options: brief), "silent server");
                Check.True(watch.ElapsedMilliseconds < 3000, "ends by its deadline: " + watch.ElapsedMilliseconds);
            }
            silent.Stop();
        }

        public static void WrongOptionsAreNamed()
        {
            MpsdClientOptions options = new Player().Options();
            options.ContractVersion = 103;
            Check.Fails(MpsdResult.UnsupportedVersion, () => new MpsdClient(options), "contract version");
            options = new Player().Options();
            options.Authorization = null;
            Check.Fails(MpsdResult.NoToken, () => new MpsdClient(options), "no token");
            options = new Player().Options();
            options.Endpoint = "http://example.com";
            MpsdException error = Check.Fails(MpsdResult.InvalidArgument, () => new MpsdClient(options), "plain http");
            Check.Contains("endpoint", error.Detail, "field");
            options = new Player().Options();
            options.Deadline = TimeSpan.FromSeconds(-1);
            Check.Throws<ArgumentOutOfRangeException>(() => new MpsdClient(options), "negative deadline");
            Check.Fails(
                MpsdResult.InvalidArgument,
                () => new MpsdNetwork(new MpsdNetworkOptions { MaxConnections = 257 }),
                "connections");
        }

        public static void TextsThatCCannotHoldAreRefused()
        {
            using (MpsdClient client = new Player().SignIn())
            {
                Check.Throws<ArgumentException>(() => client.ClearActivity("a\0b"), "NUL");
                Check.Throws<ArgumentException>(() => client.ClearActivity("\ud800"), "lone surrogate");
                Check.Throws<ArgumentNullException>(() => client.SetActivity(null), "null session");
                Check.Throws<ArgumentNullException>(() => client.SendInvites(null), "null invite");
                Check.Throws<ArgumentNullException>(() => client.QueryActivities("x", null), "null XUIDs");
                Check.Fails(MpsdResult.InvalidArgument, () => client.ClearActivity(null), "null scid");
            }
        }

        /// <summary>Answers one request with this.</summary>
        private static Thread Answer(TcpListener server, string answer)
        {
            var answering = new Thread(() =>
            {
                using (TcpClient connection = server.AcceptTcpClient())
                {
                    NetworkStream stream = connection.GetStream();
                    stream.Read(new byte[4096], 0, 4096);
                    byte[] bytes = Encoding.ASCII.GetBytes(answer);
                    stream.Write(bytes, 0, bytes.Length);
                }
            });
            answering.Start();
            return answering;
        }

        private static TcpListener Listen()
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return listener;
        }

        private static int Port(TcpListener listener)
        {
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        private static int FreePort()
        {
            TcpListener listener = Listen();
            int port = Port(listener);
            listener.Stop();
            return port;
        }
    }
}
