/* What a session's document says, read: against the emulator, and against scripted documents. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

static const char *emulator;
static const char *scripted;

static mpsd_session_summary summary_of(mpsd_session *session) {
  mpsd_session_summary summary;
  mpsd_error error;
  CHECK_RESULT(mpsd_session_get_summary(session, &summary, &error), MPSD_OK, &error);
  CHECK_ZEROED(&summary.reserved);
  CHECK_EQ(summary.skipped_members, 0);
  return summary;
}

static mpsd_session_member member_of(mpsd_session *session, size_t index) {
  mpsd_session_member member;
  mpsd_error error;
  CHECK_RESULT(mpsd_session_get_member(session, index, &member, &error), MPSD_OK, &error);
  CHECK_ZEROED(&member.reserved);
  return member;
}

static void a_session_of_two(void) {
  mpsd_client *host = client_for(emulator, 2101), *guest = client_for(emulator, 2102);
  mpsd_session_reference session = session_named("contents");
  mpsd_session_summary summary;
  mpsd_session_member member;
  mpsd_session *joined;
  mpsd_error error;
  check_context("a_session_of_two");
  create_session(host, 2101, &session);
  CHECK_RESULT(mpsd_join_session(guest, &session, "{\"class\":\"mage\"}", NULL, &joined, &error), MPSD_OK, &error);
  mpsd_client_destroy(host);
  mpsd_client_destroy(guest);

  summary = summary_of(joined);
  CHECK_EQ(strlen(summary.branch), 36);
  CHECK_EQ(strlen(summary.correlation_id), 36);
  CHECK(summary.search_handle_id == NULL && summary.host == NULL && summary.keywords == NULL);
  CHECK_EQ(summary.change_number, 2);
  CHECK(summary.started_at_ms > 1500000000000);
  CHECK_EQ(summary.contract_version, 107);
  CHECK_EQ(summary.visibility, MPSD_VISIBILITY_OPEN);
  CHECK_EQ(summary.join_restriction, MPSD_JOIN_RESTRICTION_UNKNOWN);
  CHECK_EQ(summary.closed + summary.locked, 0);
  CHECK_EQ(summary.max_members_count, 8);
  CHECK_EQ(summary.members_count, 2);
  CHECK_EQ(summary.accepted_count, 2);
  CHECK_EQ(summary.active_count, 2);
  CHECK_EQ(summary.listed_members, 2);
  CHECK_EQ(summary.self_index, 1);
  CHECK_TEXT(summary.custom_properties, "{}");

  member = member_of(joined, summary.self_index);
  CHECK_EQ(member.xuid, 2102);
  CHECK_EQ(member.is_self, 1);
  CHECK_EQ(member.active, 1);
  CHECK_EQ(member.reservation, 0);
  CHECK_EQ(member.id, 1);
  CHECK_EQ(member.index, 1);
  CHECK_EQ(member.active_title_id, TITLE_ID);
  CHECK(member.joined_at_ms > 1500000000000);
  CHECK_TEXT(member.custom_properties, "{\"class\":\"mage\"}");
  CHECK_CONTAINS(member.json, "\"joinTime\"");
  member = member_of(joined, 0);
  CHECK_EQ(member.xuid, 2101);
  CHECK_EQ(member.is_self, 0);

  memset(&member, 0xaa, sizeof member);
  CHECK_REFUSED(mpsd_session_get_member(joined, 2, &member, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "index");
  CHECK_ZEROED(&member);
  mpsd_session_destroy(joined);
}

static mpsd_session *read_scripted(const char *answer) {
  const char *const answers[] = {answer, SCRIPT_END};
  mpsd_client *client = client_for(scripted, 2103);
  mpsd_session_reference session = session_named("n");
  mpsd_session *read;
  mpsd_error error;
  script_set(scripted, answers);
  CHECK_RESULT(mpsd_read_session(client, &session, "x", NULL, &read, &error), MPSD_OK, &error);
  mpsd_client_destroy(client);
  return read;
}

#define DOCUMENT(body) "HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n" body

/* Each field has a value of its own, so that none can be taken for another. */
static void a_session_that_says_everything(void) {
  mpsd_session *read = read_scripted(DOCUMENT(
      "{\"contractVersion\":105,\"branch\":\"b\",\"changeNumber\":7,\"correlationId\":\"c\",\"searchHandle\":\"h\","
      "\"startTime\":\"1970-01-01T00:00:01Z\",\"nextTimer\":\"1970-01-01T00:00:02.5Z\","
      "\"constants\":{\"system\":{\"maxMembersCount\":8,\"visibility\":\"Visible\",\"inviteProtocol\":\"game\"},"
      "\"custom\":{\"mode\":\"ctf\",\"a\":1.50}},"
      "\"properties\":{\"system\":{\"joinRestriction\":\"followed\",\"readRestriction\":\"local\",\"closed\":false,"
      "\"locked\":true,\"host\":\"d1\",\"keywords\":[\"two\",\"one\"]},\"custom\":{\"map\":2}},"
      "\"members\":{\"10\":{\"reserved\":true,\"constants\":{\"system\":{\"xuid\":\"12\"}}},"
      "\"2\":{\"joinTime\":\"1970-01-01T00:00:03Z\",\"gamertag\":\"Ann\",\"activeTitleId\":\"5\",\"deviceToken\":\"d2\","
      "\"constants\":{\"system\":{\"index\":3,\"xuid\":\"2103\"},\"custom\":{\"rank\":1}},"
      "\"properties\":{\"system\":{\"active\":false,\"ready\":true,\"connection\":\"x\"},\"custom\":{\"team\":9}}}},"
      "\"membersInfo\":{\"count\":6,\"accepted\":4,\"active\":3}}"));
  mpsd_session_summary summary = summary_of(read);
  mpsd_session_member member;
  check_context("a_session_that_says_everything");
  CHECK_EQ(summary.contract_version, 105);
  CHECK_TEXT(summary.branch, "b");
  CHECK_EQ(summary.change_number, 7);
  CHECK_TEXT(summary.correlation_id, "c");
  CHECK_TEXT(summary.search_handle_id, "h");
  CHECK_EQ(summary.started_at_ms, 1000);
  CHECK_EQ(summary.next_timer_ms, 2500);
  CHECK_EQ(summary.max_members_count, 8);
  CHECK_EQ(summary.visibility, MPSD_VISIBILITY_VISIBLE);
  CHECK_TEXT(summary.invite_protocol, "game");
  CHECK_TEXT(summary.custom_constants, "{\"mode\":\"ctf\",\"a\":1.50}");
  CHECK_EQ(summary.join_restriction, MPSD_JOIN_RESTRICTION_FOLLOWED);
  CHECK_EQ(summary.read_restriction, MPSD_JOIN_RESTRICTION_LOCAL);
  CHECK_EQ(summary.closed, 0);
  CHECK_EQ(summary.locked, 1);
  CHECK_TEXT(summary.host, "d1");
  CHECK_TEXT(summary.keywords, "[\"two\",\"one\"]");
  CHECK_TEXT(summary.custom_properties, "{\"map\":2}");
  CHECK_EQ(summary.members_count, 6);
  CHECK_EQ(summary.accepted_count, 4);
  CHECK_EQ(summary.active_count, 3);
  CHECK_EQ(summary.listed_members, 2);
  CHECK_EQ(summary.self_index, 0);

  member = member_of(read, 0);
  CHECK_TEXT(member.gamertag, "Ann");
  CHECK_TEXT(member.connection, "x");
  CHECK_TEXT(member.device_token, "d2");
  CHECK_TEXT(member.custom_constants, "{\"rank\":1}");
  CHECK_TEXT(member.custom_properties, "{\"team\":9}");
  CHECK_EQ(member.xuid, 2103);
  CHECK_EQ(member.joined_at_ms, 3000);
  CHECK_EQ(member.id, 2);
  CHECK_EQ(member.index, 3);
  CHECK_EQ(member.active_title_id, 5);
  CHECK_EQ(member.active, 0);
  CHECK_EQ(member.ready, 1);
  CHECK_EQ(member.reservation, 0);
  CHECK_EQ(member.is_self, 1);
  member = member_of(read, 1);
  CHECK_EQ(member.id, 10);
  CHECK_EQ(member.index, MPSD_NO_INDEX);
  CHECK_EQ(member.xuid, 12);
  CHECK_EQ(member.reservation, 1);
  CHECK_EQ(member.is_self, 0);
  CHECK_TEXT(member.json, "{\"reserved\":true,\"constants\":{\"system\":{\"xuid\":\"12\"}}}");
  mpsd_session_destroy(read);
}

static void a_large_session(void) {
  mpsd_session *read = read_scripted(DOCUMENT(
      "{\"constants\":{\"system\":{\"capabilities\":{\"large\":true,\"gameplay\":true}}},"
      "\"members\":{\"me\":{\"constants\":{\"system\":{\"index\":900,\"xuid\":\"2103\"}}}},"
      "\"membersInfo\":{\"count\":901}}"));
  mpsd_session_summary summary = summary_of(read);
  check_context("a_large_session");
  CHECK_EQ(summary.capabilities, MPSD_CAPABILITY_LARGE | MPSD_CAPABILITY_GAMEPLAY);
  CHECK_EQ(summary.members_count, 901);
  CHECK_EQ(summary.listed_members, 1);
  CHECK_EQ(summary.self_index, 0);
  CHECK_EQ(member_of(read, 0).id, MPSD_NO_INDEX);
  CHECK_EQ(member_of(read, 0).index, 900);
  mpsd_session_destroy(read);
}

static void a_session_that_says_nothing(void) {
  mpsd_session *read = read_scripted(DOCUMENT("{}"));
  mpsd_session_summary summary = summary_of(read), nothing;
  check_context("a_session_that_says_nothing");
  memset(&nothing, 0, sizeof nothing);
  nothing.self_index = MPSD_NO_INDEX;
  CHECK(memcmp(&summary, &nothing, sizeof summary) == 0);
  mpsd_session_destroy(read);
}

static void what_cannot_be_read(void) {
  mpsd_session *read;
  mpsd_session_summary summary;
  mpsd_error error;
  check_context("what_cannot_be_read");
  read = read_scripted("HTTP/1.1 304 Not Modified\r\n\r\n");
  CHECK_REFUSED(mpsd_session_get_summary(read, &summary, &error), MPSD_ERROR_INVALID_ARGUMENT, &error,
      "session: holds no document (HTTP status 304)");
  mpsd_session_destroy(read);
}

int main(void) {
  emulator = fixture("EMULATOR");
  scripted = fixture("SCRIPTED");
  a_session_of_two();
  a_session_that_says_everything();
  a_large_session();
  a_session_that_says_nothing();
  what_cannot_be_read();
  return check_finish();
}
