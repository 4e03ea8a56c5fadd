namespace Mpsd.Tests
{
    internal static class SessionTests
    {
        private const string NewMap = "{\"properties\":{\"custom\":{\"map\":\"Brücke\"}}}";

        public static void ASessionIsCreatedReadUpdatedJoinedAndLeft()
        {
            var host = new Player();
            var guest = new Player();
            using (MpsdClient client = host.SignIn())
            using (MpsdClient other = guest.SignIn())
            {
                MpsdSessionReference session = Player.NewSession();
                MpsdSession created = client.WriteSession(session, MpsdWriteMode.CreateNew, host.Document());
                Check.Equal(201, created.HttpStatus, "created");
                Check.Equal(session.Name, created.Reference.Name, "name");
                Check.Fails(
                    MpsdResult.PreconditionFailed,
                    () => client.WriteSession(session, MpsdWriteMode.CreateNew, host.Document()),
                    "created again");

                MpsdSession read = other.ReadSession(session);
                Check.Contains("Höhle 洞", read.Document, "document");
                MpsdSession unchanged = other.ReadSession(session, read.ETag);
                Check.Equal(304, unchanged.HttpStatus, "unchanged");
                Check.True(unchanged.Document == null, "no document of an unchanged session");
                client.WriteSession(session, MpsdWriteMode.Synchronized, NewMap, read.ETag);
                Check.Fails(
                    MpsdResult.PreconditionFailed,
                    () => client.WriteSession(session, MpsdWriteMode.Synchronized, NewMap, read.ETag),
                    "old ETag");

                MpsdSession joined = other.JoinSession(session, "{\"ready\":true}");
                Check.Contains(guest.Xuid.ToString(), joined.Document, "members");
                Check.True(other.LeaveSession(session).Document != null, "the host is still there");
                Check.True(client.LeaveSession(session).Document == null, "the last member is gone");
                Check.Fails(MpsdResult.NotFound, () => client.ReadSession(session), "read after the end");
            }
        }

        public static void AHandleLeadsToItsSession()
        {
            var host = new Player();
            var guest = new Player();
            using (MpsdClient client = host.SignIn())
            using (MpsdClient other = guest.SignIn())
            {
                MpsdSessionReference session = host.Host(client);
                string handle = client.SetActivity(session).Id;
                Check.Contains("Höhle 洞", other.ReadSessionByHandle(handle).Document, "read");
                Check.Contains(guest.Xuid.ToString(), other.JoinSessionByHandle(handle).Document, "joined");
                client.WriteSessionByHandle(handle, MpsdWriteMode.UpdateExisting, NewMap);
                MpsdSession changed = other.ReadSession(session);
                Check.Contains("Brücke", changed.Document, "written");
                Check.Equal(304, other.ReadSessionByHandle(handle, changed.ETag).HttpStatus, "unchanged by handle");
                string left = other.LeaveSessionByHandle(handle).Document;
                Check.True(left != null && !left.Contains(guest.Xuid.ToString()), "left: " + left);
            }
        }

        public static void WhoJoinsSaysItsConnectionWhereTheSessionNeedsIt()
        {
            var host = new Player();
            var join = new MpsdSessionJoin
            {
                Connection = System.Guid.NewGuid().ToString(),
                SubscriptionId = System.Guid.NewGuid().ToString(),
                ChangeTypes = MpsdChangeTypes.Host | MpsdChangeTypes.MembersList,
                CustomConstants = "{\"rank\":7}",
            };
            using (MpsdClient client = host.SignIn())
            using (MpsdClient other = new Player().SignIn())
            {
                MpsdSessionReference session = Player.NewSession();
                string document = host.Document()
                    .Replace("\"visibility\"", "\"capabilities\":{\"connectionRequiredForActiveMembers\":true},\"visibility\"")
                    .Replace("\"active\":true", "\"active\":true,\"connection\":\"" + System.Guid.NewGuid() + "\"");
                client.WriteSession(session, MpsdWriteMode.CreateNew, document);
                Check.Fails(MpsdResult.BadRequest, () => other.JoinSession(session), "without a connection");
                string joined = other.JoinSession(session, null, new MpsdCallOptions { Join = join }).Document;
                foreach (string part in new[] { join.Connection, join.SubscriptionId, "membersList", "\"rank\":7" })
                {
                    Check.Contains(part, joined, "joined");
                }
                Check.Fails(
                    MpsdResult.InvalidArgument,
                    () => other.LeaveSession(session, new MpsdCallOptions { Join = join }),
                    "a call that does not join");
            }
        }

        public static void AnUnknownHandleIsNotFound()
        {
            using (MpsdClient client = new Player().SignIn())
            {
                string unknown = System.Guid.NewGuid().ToString();
                Check.Fails(MpsdResult.NotFound, () => client.JoinSessionByHandle(unknown), "join");
            }
        }
    }
}
