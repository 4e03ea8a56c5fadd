using System;
using System.Collections.Generic;
using System.Linq;

namespace Mpsd.Tests
{
    internal static class ActivityTests
    {
        public static void AnActivityIsSetFoundAndCleared()
        {
            var host = new Player();
            var friend = new Player();
            using (MpsdClient client = host.SignIn())
            using (MpsdClient other = friend.SignIn())
            {
                MpsdSessionReference session = host.Host(client);
                MpsdHandleInfo handle = client.SetActivity(session);
                Check.Equal(36, handle.Id.Length, "length of the handle id");
                Check.Equal(session.Name, handle.Session.Name, "session");
                Check.Equal(host.Xuid, handle.OwnerXuid, "owner");
                Check.True(handle.HttpStatus / 100 == 2, "status");

                MpsdHandleDetails activity = other.QueryActivities(session.Scid, new[] { friend.Xuid, host.Xuid }).Single();
                Check.Equal(handle.Id, activity.Handle.Id, "handle id");
                Check.Equal(host.Xuid, activity.Handle.OwnerXuid, "owner in the list");
                Check.Equal(MpsdVisibility.Open, activity.Visibility, "visibility");
                Check.Equal(8u, activity.MaxMembersCount, "members at most");
                Check.Contains("Höhle 洞", activity.CustomProperties, "custom properties");
                Check.Equal(MpsdHandleType.Activity, activity.HandleType, "type");
                Check.Contains(handle.Id, activity.Json, "JSON");
                Check.True(activity.Origin == null && activity.Tags.Count == 0, "what activities do not have");

                Check.True(client.ClearActivity(session.Scid), "first clear");
                Check.True(!client.ClearActivity(session.Scid), "second clear");
                Check.Equal(0, other.QueryActivities(session.Scid, new[] { host.Xuid }).Count, "activities after clear");
            }
        }

        public static void TheServiceNamesASessionWithoutName()
        {
            using (MpsdClient client = new Player().SignIn())
            {
                string scid = Guid.NewGuid().ToString();
                MpsdHandleInfo handle = client.SetActivity(new MpsdSessionReference(scid, "lobby", null));
                Guid name;
                Check.True(Guid.TryParse(handle.Session.Name, out name), "name is a GUID: " + handle.Session.Name);
            }
        }

        public static void AQueryNamesTheIndexOfARepeatedXuid()
        {
            using (MpsdClient client = new Player().SignIn())
            {
                string scid = Guid.NewGuid().ToString();
                IReadOnlyList<ulong> twice = new ulong[] { 11, 12, 11 };
                MpsdException error = Check.Fails(
                    MpsdResult.InvalidArgument, () => client.QueryActivities(scid, twice), "repeated XUID");
                Check.Contains("[2]", error.Detail, "index");
                Check.Equal(MpsdDelivery.None, error.Delivery, "delivery");
            }
        }
    }
}
