using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Mpsd.Tests
{
    internal static class TokenTests
    {
        public static void TheProviderIsAskedOnceAndAgainAfterARefusal()
        {
            var player = new Player();
            var refreshes = new List<bool>();
            string token = null;
            MpsdTokenRequest seen = null;
            MpsdTokenProvider provider = request =>
            {
                seen = request;
                refreshes.Add(request.ForceRefresh);
                token = player.NewToken();
                Check.True(request.Complete(token), "in time");
                Check.True(!request.Complete(token), "too late");
            };
            using (MpsdClient client = SignIn(player, provider))
            {
                GC.Collect();
                MpsdSessionReference session = player.Host(client);
                client.ReadSession(session);
                Check.Equal("False", string.Join(",", refreshes), "refreshes");
                Check.Equal("PUT", seen.Method, "method");
                Check.Contains(Uri.EscapeDataString(session.Name), seen.Url, "URL");
                Check.Contains("x-xbl-contract-version: 107\r\n", seen.Headers.ToLowerInvariant(), "headers");
                Check.Contains("Höhle 洞", System.Text.Encoding.UTF8.GetString(seen.Body), "body");
                Emulator.Revoke(token);
                client.ReadSession(session);
                Check.Equal("False,True", string.Join(",", refreshes), "refreshes after the refusal");
            }
        }

        public static void ARequestMayBeAnsweredLaterFromAnotherThread()
        {
            var player = new Player();
            MpsdTokenProvider provider = request => Task.Run(() =>
            {
                Thread.Sleep(20);
                request.Complete(player.NewToken());
            });
            using (MpsdClient client = SignIn(player, provider))
            {
                player.Host(client);
            }
        }

        public static void AProvidersExceptionIsTheReason()
        {
            MpsdTokenProvider provider = request => throw new TimeoutException("sign-in is down");
            using (MpsdClient client = SignIn(new Player(), provider))
            {
                MpsdException error = Check.Fails(
                    MpsdResult.NoToken, () => client.ReadSession(Player.NewSession()), "provider throws");
                Check.Contains("sign-in is down", error.InnerException.Message, "reason");
            }
        }

        public static void AProviderMayFailAndMayCloseOrDisposeItsClient()
        {
            Fails(MpsdResult.NoToken, (client, request) => request.Fail());
            Fails(MpsdResult.Closed, (client, request) => client.Close());
            Fails(MpsdResult.Closed, (client, request) => client.Dispose());
        }

        public static void ARefusedTokenIsUnauthorizedAndCanBeReplaced()
        {
            var player = new Player();
            MpsdClientOptions options = player.Options();
            using (var client = new MpsdClient(options))
            {
                Emulator.Revoke(options.Authorization);
                MpsdException error = Check.Fails(MpsdResult.Unauthorized, () => player.Host(client), "revoked");
                Check.Equal(401, error.HttpStatus, "status");
                client.SetAuthorization(player.NewToken());
                player.Host(client);
                Check.Fails(MpsdResult.InvalidArgument, () => client.SetAuthorization("x\r\ny"), "CR LF");
                player.Host(client);
            }
        }

        private static MpsdClient SignIn(Player player, MpsdTokenProvider provider)
        {
            MpsdClientOptions options = player.Options();
            options.Authorization = null;
            options.TokenProvider = provider;
            return new MpsdClient(options);
        }

        private static void Fails(MpsdResult result, Action<MpsdClient, MpsdTokenRequest> answer)
        {
            MpsdClient client = null;
            client = SignIn(new Player(), request => answer(client, request));
            using (client)
            {
                Check.Fails(result, () => client.ReadSession(Player.NewSession()), result.ToString());
            }
        }
    }
}
