/*
 * Answers with something odd in them: what the call was made for survives, the odd field is unknown, the odd row is
 * passed over and told, the raw JSON is there, and the log has a line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ?\r\n\r\n"
#define ID(digit) "7a4d0a99-4e23-4eba-9894-5173cf123fb" digit
#define ROW(digit, more) "{\"id\":\"" ID(digit) "\",\"type\":\"activity\",\"ownerXuid\":\"8811\"" more "}"
#define ROWS(rows) HEAD "{\"results\":[" rows "]}"

static const char *server;
static mpsd_client *client;

/* The log's lines since the last look. */
static char lines[16384];

static const char *logged(void) {
  mpsd_log_record record;
  lines[0] = '\0';
  while (mpsd_client_next_log(client, &record) == MPSD_OK) {
    snprintf(lines + strlen(lines), sizeof lines - strlen(lines), "%u %s: %s\n", record.level, record.target, record.text);
  }
  return lines;
}

static void answer_with(const char *answer) {
  const char *const answers[] = {answer, SCRIPT_END};
  script_set(server, answers);
}

static mpsd_handle_list *activities(const char *answer) {
  static const uint64_t xuids[] = {8811, 8812};
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *list;
  mpsd_error error;
  query.scid = SCID;
  query.xuids = xuids;
  query.xuid_count = 2;
  answer_with(answer);
  CHECK_RESULT(mpsd_query_activities(client, &query, NULL, &list, &error), MPSD_OK, &error);
  return list;
}

static size_t count_of(mpsd_handle_list *list) {
  return handle_list_info(list).count;
}

static mpsd_handle_details details_of(mpsd_handle_list *list, size_t index) {
  mpsd_handle_details details;
  CHECK_EQ(mpsd_handle_list_get(list, index, &details), MPSD_OK);
  return details;
}

static void a_row_that_cannot_be_read_is_passed_over(void) {
  mpsd_handle_list *list = activities(ROWS(ROW("1", "") ",null,{\"id\":\"x\"}," ROW("2", "")));
  const char *reason, *json;
  check_context("a_row_that_cannot_be_read_is_passed_over");
  CHECK_EQ(count_of(list), 2);
  CHECK_TEXT(details_of(list, 0).handle.id, ID("1"));
  CHECK_TEXT(details_of(list, 1).handle.id, ID("2"));
  CHECK_EQ(handle_list_info(list).skipped_count, 2);
  CHECK_EQ(mpsd_handle_list_get_skipped(list, 0, &reason), MPSD_OK);
  CHECK_TEXT(reason, "results[1]: should be an object, is null");
  CHECK_EQ(mpsd_handle_list_get_skipped(list, 1, &reason), MPSD_OK);
  CHECK_TEXT(reason, "results[2].id: should be a GUID, is another string");
  CHECK_EQ(mpsd_handle_list_get_skipped(list, 2, &reason), MPSD_ERROR_INVALID_ARGUMENT);
  CHECK(reason == NULL);
  json = handle_list_info(list).json;
  CHECK_CONTAINS(json, "},null,{\"id\":\"x\"},{");
  CHECK_CONTAINS(logged(), "2 answer: passed over: results[1]: should be an object, is null\n");
  mpsd_handle_list_destroy(list);

  list = activities(ROWS(ROW("1", "")));
  CHECK_EQ(handle_list_info(list).skipped_count, 0);
  CHECK_TEXT(logged(), "");
  mpsd_handle_list_destroy(list);
}

/* One row per kind of oddity: what is asked of the row, and what the log says. */
static void a_field_that_cannot_be_read_costs_itself_alone(void) {
  static const struct {
    const char *answer, *line;
  } odd[] = {
      {ROWS(ROW("1", "") "," ROW("2", ",\"relatedInfo\":{\"membersCount\":\"many\"}")),
          "results[1].relatedInfo.membersCount: should be a whole number in range, is a string"},
      {ROWS(ROW("1", "") "," ROW("2", ",\"titleId\":\"\"")), "results[1].titleId: should be"},
      {ROWS(ROW("1", "") "," ROW("2", ",\"titleId\":1e400")), "results[1].titleId: should be"},
      {ROWS(ROW("1", "") "," ROW("2", ",\"sessionRef\":{\"name\":7}")), "results[1].sessionRef.name: should be a string, is 7"},
      {ROWS(ROW("1", "") "," ROW("2", ",\"createTime\":\"yesterday\"")), "results[1].createTime: should be"},
      {ROWS(ROW("1", "") "," ROW("2", ",\"gameTypes\":[]")), "results[1].gameTypes: should be an object, is an array"},
  };
  size_t i;
  for (i = 0; i < sizeof odd / sizeof odd[0]; ++i) {
    mpsd_handle_list *list = activities(odd[i].answer);
    mpsd_handle_details details = details_of(list, 1);
    check_context("%s", odd[i].line);
    CHECK_EQ(count_of(list), 2);
    CHECK_EQ(details.handle.owner_xuid, 8811);
    CHECK_EQ(details.members_count + details.handle.title_id + details.handle.created_at_ms, 0);
    CHECK(details.game_types == NULL);
    CHECK_CONTAINS(logged(), odd[i].line);
    mpsd_handle_list_destroy(list);
  }
}

static void odd_values_are_read_for_what_they_are(void) {
  mpsd_handle_list *list = activities(ROWS(ROW("1", ",\"relatedInfo\":{\"membersCount\":4.0,\"maxMembersCount\":\"8\"},"
      "\"titleId\":5e0,\"inviteProtocol\":\"a\\u0000b \\ud83d\",\"customProperties\":\"Hello\"") ","
      ROW("2", ",\"titleId\":1,\"titleId\":7,\"inviteProtocol\":\"\xff\",\"customProperties\":{\"n\":1.50e400}") ","
      ROW("3", ",\"customProperties\":null") "," ROW("4", ",\"customProperties\":[ ]")));
  mpsd_handle_details first = details_of(list, 0), second = details_of(list, 1);
  check_context("odd_values_are_read_for_what_they_are");
  CHECK_EQ(first.members_count, 4);
  CHECK_EQ(first.max_members_count, 8);
  CHECK_EQ(first.handle.title_id, 5);
  CHECK_TEXT(first.invite_protocol, "a\xef\xbf\xbd" "b \xef\xbf\xbd");
  CHECK_CONTAINS(first.json, "\"a\\u0000b \\ud83d\"");
  CHECK_TEXT(first.custom_properties, "\"Hello\"");
  CHECK_EQ(second.handle.title_id, 7);
  CHECK_TEXT(second.invite_protocol, "\xef\xbf\xbd");
  CHECK_TEXT(second.custom_properties, "{\"n\":1.50e400}");
  CHECK_TEXT(details_of(list, 2).custom_properties, "null");
  CHECK_TEXT(details_of(list, 3).custom_properties, "[ ]");
  CHECK_TEXT(logged(), "");
  mpsd_handle_list_destroy(list);
}

static void search_attributes_are_there_as_they_were_written(void) {
  const char *attributes = "{\"tags\":[\"a\",5],\"numbers\":{\"Skill_D\":1.50},\"achievementIds\":[\"7\"],\"locale\":\"de\"}";
  char answer[512];
  mpsd_handle_list *list;
  check_context("search_attributes_are_there_as_they_were_written");
  snprintf(answer, sizeof answer, "%s{\"results\":[" ROW("1", ",\"searchAttributes\":%s") "," ROW("2", "") "]}", HEAD,
      attributes);
  list = activities(answer);
  CHECK_TEXT(details_of(list, 0).search_attributes, attributes);
  CHECK_EQ(details_of(list, 0).tag_count, 1);
  CHECK_TEXT(details_of(list, 0).numbers[0].name, "Skill_D");
  CHECK_CONTAINS(logged(), "results[0].searchAttributes.tags[1]: should be a string, is 5");
  CHECK(details_of(list, 1).search_attributes == NULL);
  mpsd_handle_list_destroy(list);
}

static void sessions_too(void) {
  static const uint64_t xuid = 8811;
  mpsd_session_query query = MPSD_SESSION_QUERY_INIT;
  mpsd_session_list *list;
  mpsd_found_session found;
  const char *reason;
  mpsd_error error;
  check_context("sessions_too");
  query.scid = SCID;
  query.xuids = &xuid;
  query.xuid_count = 1;
  answer_with(ROWS("7,{\"sessionRef\":{\"name\":\"n\"},\"accepted\":\"x\"},{\"sessionRef\":{}}"));
  CHECK_RESULT(mpsd_query_sessions(client, &query, NULL, &list, &error), MPSD_OK, &error);
  CHECK_EQ(session_list_info(list).count, 1);
  CHECK_EQ(session_list_info(list).skipped_count, 2);
  CHECK_EQ(mpsd_session_list_get(list, 0, &found), MPSD_OK);
  CHECK_TEXT(found.name, "n");
  CHECK_EQ(mpsd_session_list_get_skipped(list, 1, &reason), MPSD_OK);
  CHECK_TEXT(reason, "results[2].sessionRef.name: is missing in the answer");
  CHECK_CONTAINS(logged(), "results[1].accepted: should be a whole number in range, is a string");
  mpsd_session_list_destroy(list);
}

/* A session's document of which this is `members`. */
static mpsd_session *document_with(const char *members) {
  const mpsd_session_reference session = session_named("odd");
  const size_t size = strlen(members) + 512;
  char *answer = malloc(size);
  mpsd_session *read;
  mpsd_error error;
  snprintf(answer, size, "%s\xef\xbb\xbf{\"constants\":{\"system\":{\"maxMembersCount\":8.0},\"custom\":5},\"properties\":"
      "{\"custom\":\"x\"},\"members\":%s,\"membersInfo\":{\"count\":\"2\"}}", HEAD, members);
  answer_with(answer);
  CHECK_RESULT(mpsd_read_session(client, &session, NULL, NULL, &read, &error), MPSD_OK, &error);
  free(answer);
  return read;
}

static mpsd_session_summary summary_of(mpsd_session *session) {
  mpsd_session_summary summary;
  mpsd_error error;
  CHECK_RESULT(mpsd_session_get_summary(session, &summary, &error), MPSD_OK, &error);
  return summary;
}

static mpsd_session_member member_of(mpsd_session *session, size_t index) {
  mpsd_session_member member;
  mpsd_error error;
  CHECK_RESULT(mpsd_session_get_member(session, index, &member, &error), MPSD_OK, &error);
  return member;
}

static void a_document_is_read_but_for_what_is_odd(void) {
  mpsd_session *read = document_with("{\"0\":{\"gamertag\":\"Ada \\ud83d\",\"constants\":{\"custom\":\"Hello\"},"
      "\"joinTime\":0},\"1\":null,\"2\":7,\"3\":{\"constants\":{\"system\":{\"xuid\":\"8811\"}},\"gamertag\":5}}");
  mpsd_session_summary summary = summary_of(read);
  mpsd_session_info info;
  check_context("a_document_is_read_but_for_what_is_odd");
  CHECK_EQ(mpsd_session_get_info(read, &info), MPSD_OK);
  CHECK_CONTAINS(info.document, "\"Ada \\ud83d\"");
  CHECK_EQ(info.document[0], '{');
  CHECK_EQ(summary.max_members_count, 8);
  CHECK_EQ(summary.members_count, 2);
  CHECK_TEXT(summary.custom_constants, "5");
  CHECK_TEXT(summary.custom_properties, "\"x\"");
  CHECK_EQ(summary.listed_members, 2);
  CHECK_EQ(summary.skipped_members, 1);
  CHECK_TEXT(member_of(read, 0).gamertag, "Ada \xef\xbf\xbd");
  CHECK_TEXT(member_of(read, 0).custom_constants, "\"Hello\"");
  CHECK_EQ(member_of(read, 0).joined_at_ms, 0);
  CHECK_EQ(member_of(read, 1).xuid, 8811);
  CHECK_EQ(summary.self_index, 1);
  CHECK_TEXT(logged(), "2 answer: members.0.joinTime: should be a time of RFC 3339, is 0\n"
      "2 answer: passed over: members.2: should be an object, is 7\n"
      "2 answer: members.3.gamertag: should be a string, is 5\n");
  summary_of(read);
  CHECK_TEXT(logged(), "");
  mpsd_session_destroy(read);
}

/* `levels` times `open`, `inside`, as often `close`. */
static char *nested(int levels, const char *open, const char *inside, const char *close) {
  const size_t size = (size_t)levels * (strlen(open) + strlen(close)) + strlen(inside) + 1;
  char *text = malloc(size), *end = text;
  int i;
  for (i = 0; i < levels; ++i) end += sprintf(end, "%s", open);
  end += sprintf(end, "%s", inside);
  for (i = 0; i < levels; ++i) end += sprintf(end, "%s", close);
  return text;
}

static char *as_json_string(const char *text) {
  char *quoted = malloc(2 * strlen(text) + 3), *end = quoted;
  *end++ = '"';
  for (; *text != '\0'; ++text) {
    if (*text == '"' || *text == '\\') *end++ = '\\';
    *end++ = *text;
  }
  strcpy(end, "\"");
  return quoted;
}

/* Keys by which serde_json hands its own types to itself: each level of `levels` holds the next as a text. */
static char *keys_of_the_parser(const char *key, int levels) {
  char *inside = nested(60, "[", "1", "]");
  int i;
  for (i = 0; i < levels; ++i) {
    char *quoted = as_json_string(inside), *object = malloc(strlen(quoted) + strlen(key) + 8), *wrapped;
    sprintf(object, "{\"%s\":%s}", key, quoted);
    wrapped = nested(60, "[", object, "]");
    free(quoted);
    free(object);
    free(inside);
    inside = wrapped;
  }
  return inside;
}

static void what_another_player_wrote_is_a_value_like_any_other(void) {
  static const char *const keys[] = {"$serde_json::private::RawValue", "$serde_json::private::Number"};
  size_t i;
  for (i = 0; i < 2; ++i) {
    char *poison = keys_of_the_parser(keys[i], 6), *members = malloc(strlen(poison) + 128);
    mpsd_session *read;
    mpsd_handle_list *list;
    char *answer = malloc(strlen(poison) + 512);
    check_context("%s", keys[i]);
    sprintf(members, "{\"0\":{\"gamertag\":\"Ann\",\"properties\":{\"custom\":%s}}}", poison);
    read = document_with(members);
    CHECK_TEXT(member_of(read, 0).custom_properties, poison);
    CHECK_TEXT(member_of(read, 0).gamertag, "Ann");
    mpsd_session_destroy(read);
    sprintf(answer, ROWS(ROW("1", "") "," ROW("2", ",\"customProperties\":%s")), poison);
    list = activities(answer);
    CHECK_EQ(count_of(list), 2);
    CHECK_TEXT(details_of(list, 1).custom_properties, poison);
    mpsd_handle_list_destroy(list);
    free(answer);
    free(members);
    free(poison);
  }
  CHECK_TEXT(logged(), "");
}

static void depth_is_bounded_over_the_whole_answer(void) {
  /* Three levels are around it. */
  char *most = nested(997, "[", "", "]"), *more = nested(998, "[", "", "]"), *answer = malloc(8192);
  const mpsd_session_reference session = session_named("deep");
  mpsd_handle_list *list;
  mpsd_session *read;
  mpsd_error error;
  check_context("depth_is_bounded_over_the_whole_answer");
  sprintf(answer, ROWS(ROW("1", ",\"customProperties\":%s")), most);
  list = activities(answer);
  CHECK_TEXT(details_of(list, 0).custom_properties, most);
  mpsd_handle_list_destroy(list);
  sprintf(answer, "%s{\"properties\":{\"custom\":[%s]}}", HEAD, more);
  answer_with(answer);
  CHECK_RESULT(mpsd_read_session(client, &session, NULL, NULL, &read, &error), MPSD_ERROR_PROTOCOL, &error);
  CHECK_CONTAINS(error.message, "nests deeper than 1000 levels");
  CHECK_EQ(error.http_status, 200);
  free(answer);
  free(more);
  free(most);
}

static void a_created_handle_is_the_one_asked_for(void) {
  static const struct {
    const char *body, *part;
  } wrong[] = {
      {"{\"id\":\"" ID("1") "\",\"invitedXuid\":\"8813\"}", "invitedXuid: should be \"8812\", which was asked for"},
      {"{\"id\":\"" ID("1") "\",\"type\":\"activity\"}", "type: should be \"invite\""},
      {"{\"id\":\"" ID("1") "\",\"sessionRef\":{\"name\":\"elsewhere\"}}", "sessionRef.name: should be \"created\""},
      {"{\"id\":\"0\"}", "id: should be a GUID, is another string"},
      {"{\"type\":\"invite\"}", "id: is missing"},
  };
  static const uint64_t invited = 8812;
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_invite_result row;
  mpsd_handle_info handle;
  char answer[512];
  mpsd_error error;
  size_t i;
  invite.session = session_named("created");
  invite.xuids = &invited;
  invite.xuid_count = 1;
  for (i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
    check_context("%s", wrong[i].body);
    snprintf(answer, sizeof answer, "HTTP/1.1 201 Created\r\nContent-Length: ?\r\n\r\n%s", wrong[i].body);
    answer_with(answer);
    CHECK_RESULT(mpsd_send_invites(client, &invite, NULL, &row, 1, &error), MPSD_ERROR_PROTOCOL, &error);
    CHECK_CONTAINS(row.message, wrong[i].part);
    CHECK_EQ(row.delivery, MPSD_DELIVERY_ANSWERED);
    CHECK_EQ(row.http_status, 201);
    CHECK_TEXT(row.handle_id, "");
  }
  check_context("Location");
  answer_with("HTTP/1.1 201 Created\r\nLocation: https://sessiondirectory.xboxlive.com/handles/" ID("2")
      "\r\nContent-Length: 0\r\n\r\n");
  CHECK_RESULT(mpsd_send_invites(client, &invite, NULL, &row, 1, &error), MPSD_OK, &error);
  CHECK_TEXT(row.handle_id, ID("2"));
  answer_with("HTTP/1.1 201 Created\r\nContent-Location: /handles/" ID("3") "\r\nContent-Length: 0\r\n\r\n");
  CHECK_RESULT(mpsd_set_activity(client, &invite.session, NULL, &handle, &error), MPSD_OK, &error);
  CHECK_TEXT(handle.id, ID("3"));
  CHECK_TEXT(handle.session_name, "created");
}

static void a_join_without_a_session_says_so(void) {
  const mpsd_session_reference session = session_named("ended");
  mpsd_session *joined = (mpsd_session *)&joined;
  mpsd_error error;
  check_context("a_join_without_a_session_says_so");
  answer_with("HTTP/1.1 204 No Content\r\n\r\n");
  CHECK_RESULT(mpsd_join_session(client, &session, NULL, NULL, &joined, &error), MPSD_ERROR_NOT_FOUND, &error);
  CHECK_CONTAINS(error.message, "has ended");
  CHECK_EQ(error.http_status, 204);
  CHECK(joined == NULL);
}

int main(void) {
  mpsd_client_options options;
  server = fixture("SCRIPTED");
  options = options_for(server, 8811);
  options.log_level = MPSD_LOG_WARN;
  options.log_capacity = 64;
  options.max_attempts = 1;
  client = create_client(&options);
  a_row_that_cannot_be_read_is_passed_over();
  a_field_that_cannot_be_read_costs_itself_alone();
  odd_values_are_read_for_what_they_are();
  search_attributes_are_there_as_they_were_written();
  sessions_too();
  a_document_is_read_but_for_what_is_odd();
  what_another_player_wrote_is_a_value_like_any_other();
  depth_is_bounded_over_the_whole_answer();
  a_created_handle_is_the_one_asked_for();
  a_join_without_a_session_says_so();
  mpsd_client_destroy(client);
  return check_finish();
}
