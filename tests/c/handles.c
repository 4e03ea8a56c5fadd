/* Handles of every kind, against a server that answers from a script: each request byte for byte, each answer in full. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

#define OK "HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n"
#define CREATED "HTTP/1.1 201 Created\r\nContent-Length: ?\r\n\r\n"
#define DELETED "HTTP/1.1 204 No Content\r\n\r\n"
#define MISSING "HTTP/1.1 404 Not Found\r\nContent-Length: ?\r\n\r\nno such handle"
#define ID "7a4d0a99-4e23-4eba-9894-5173cf123fb4"
#define REFERENCE(template, name) "{\"scid\":\"" SCID "\",\"templateName\":\"" template "\",\"name\":\"" name "\"}"
#define ATTRIBUTES "{\"tags\":[\"micsrequired\"],\"numbers\":{\"skill\":10.145},\"strings\":{\"class\":\"a\"}}"

enum { USER = 3212 };

static const char *server;
static mpsd_client *client;

static void answer_with(const char *answer) {
  const char *answers[2];
  answers[0] = answer;
  answers[1] = SCRIPT_END;
  script_set(server, answers);
}

/* The request at `index` has this first line and this body, and nothing after it. */
static void check_request(int index, const char *line, const char *body) {
  char first[512];
  const char *request = script_request(server, index);
  const char *end = strstr(request, "\r\n\r\n");
  size_t length = strcspn(request, "\r");
  snprintf(first, sizeof first, "%.*s", (int)length, request);
  CHECK_TEXT(first, line);
  CHECK_TEXT(end == NULL ? NULL : end + 4, body);
}

static mpsd_handle_details only(mpsd_handle_list *list) {
  mpsd_handle_details details;
  size_t count = 0;
  count = handle_list_info(list).count;
  CHECK_EQ(count, 1);
  CHECK_EQ(mpsd_handle_list_get(list, 0, &details), MPSD_OK);
  return details;
}

static mpsd_search_attributes attributes_of_the_protocol(void) {
  static const char *const tags[1] = {"micsrequired"};
  static const mpsd_string_attribute strings[1] = {{"class", "a"}};
  static const mpsd_number_attribute numbers[1] = {{"skill", 10.145}};
  mpsd_search_attributes attributes = MPSD_SEARCH_ATTRIBUTES_INIT;
  attributes.tags = tags;
  attributes.strings = strings;
  attributes.numbers = numbers;
  attributes.tag_count = attributes.string_count = attributes.number_count = 1;
  return attributes;
}

static void creates_search_handles(void) {
  const mpsd_session_reference session = {SCID, "lfg", "s1"};
  const mpsd_search_attributes attributes = attributes_of_the_protocol();
  mpsd_search_attributes raw;
  mpsd_handle_info handle;
  mpsd_error error;
  check_context("creates_search_handles");
  answer_with(CREATED "{\"id\":\"" ID "\",\"type\":\"search\",\"version\":1,\"createTime\":\"2013-02-01T00:00:00Z\","
      "\"sessionRef\":" REFERENCE("lfg", "s1") ",\"searchAttributes\":" ATTRIBUTES "}");
  CHECK_RESULT(mpsd_create_search_handle(client, &session, &attributes, NULL, &handle, &error), MPSD_OK, &error);
  check_request(0, "POST /handles HTTP/1.1", "{\"type\":\"search\",\"version\":1,\"sessionRef\":"
      REFERENCE("lfg", "s1") ",\"searchAttributes\":" ATTRIBUTES "}");
  CHECK_TEXT(handle.id, ID);
  CHECK_TEXT(handle.session_name, "s1");
  CHECK_EQ(handle.created_at_ms, 1359676800000);
  CHECK_EQ(handle.http_status, 201);

  raw = attributes;
  raw.json = "{\"achievementIds\":[\"7\"],\"locale\":\"en-us\",\"numbers\":{\"Skill_D\":3}}";
  answer_with(DELETED);
  CHECK_RESULT(mpsd_create_search_handle(client, &session, &raw, NULL, NULL, &error), MPSD_OK, &error);
  check_request(0, "POST /handles HTTP/1.1", "{\"type\":\"search\",\"version\":1,\"sessionRef\":"
      REFERENCE("lfg", "s1") ",\"searchAttributes\":{\"tags\":[\"micsrequired\"],\"numbers\":{\"skill\":10.145,"
      "\"Skill_D\":3},\"strings\":{\"class\":\"a\"},\"achievementIds\":[\"7\"],\"locale\":\"en-us\"}}");
  raw.json = "[]";
  answer_with(DELETED);
  CHECK_REFUSED(mpsd_create_search_handle(client, &session, &raw, NULL, NULL, &error), MPSD_ERROR_INVALID_ARGUMENT,
      &error, "attributes.json");
  CHECK_EQ(script_count(server), 0);

  answer_with(DELETED);
  CHECK_RESULT(mpsd_create_search_handle(client, &session, NULL, NULL, &handle, &error), MPSD_OK, &error);
  check_request(0, "POST /handles HTTP/1.1",
      "{\"type\":\"search\",\"version\":1,\"sessionRef\":" REFERENCE("lfg", "s1") "}");
  CHECK_TEXT(handle.id, "");
  CHECK_TEXT(handle.template_name, "lfg");
}

static void creates_transfer_handles(void) {
  const mpsd_session_reference game = {SCID, "game", "g1"}, lobby = {SCID, "lobby", "l1"};
  mpsd_handle_info handle;
  mpsd_error error;
  check_context("creates_transfer_handles");
  answer_with(CREATED "{\"type\":\"transfer\",\"id\":\"" ID "\",\"sessionRef\":" REFERENCE("game", "g1")
      ",\"originSessionRef\":" REFERENCE("lobby", "l1") ",\"version\":1}");
  CHECK_RESULT(mpsd_create_transfer_handle(client, &game, &lobby, NULL, &handle, &error), MPSD_OK, &error);
  check_request(0, "POST /handles HTTP/1.1", "{\"type\":\"transfer\",\"sessionRef\":" REFERENCE("game", "g1")
      ",\"version\":1,\"originSessionRef\":" REFERENCE("lobby", "l1") "}");
  CHECK_TEXT(handle.id, ID);
  CHECK_TEXT(handle.session_name, "g1");
}

/* What the service says of a new activity, beyond what mpsd_handle_info has room for. */
static void gives_created_handles_in_full(void) {
  static const char answer[] = "{\"id\":\"" ID "\",\"type\":\"activity\",\"sessionRef\":" REFERENCE("game", "g1")
      ",\"inviteProtocol\":\"game\",\"gameTypes\":{\"win32\":{\"titleId\":\"1234567\"}},\"fromTheFuture\": 1.50}";
  const mpsd_session_reference session = {SCID, "game", "g1"};
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  mpsd_handle_list *list;
  mpsd_handle_info handle;
  mpsd_handle_details details;
  char text[1024];
  const char *json;
  mpsd_error error;
  check_context("gives_created_handles_in_full");
  call.handles = &list;
  snprintf(text, sizeof text, CREATED "%s", answer);
  answer_with(text);
  CHECK_RESULT(mpsd_set_activity(client, &session, &call, &handle, &error), MPSD_OK, &error);
  details = only(list);
  CHECK_EQ(details.handle_type, MPSD_HANDLE_ACTIVITY);
  CHECK_EQ(details.handle.http_status, 201);
  CHECK_TEXT(details.handle.id, handle.id);
  CHECK_TEXT(details.invite_protocol, "game");
  CHECK_TEXT(details.game_types, "{\"win32\":{\"titleId\":\"1234567\"}}");
  CHECK_TEXT(details.json, answer);
  json = handle_list_info(list).json;
  CHECK_TEXT(json, answer);
  mpsd_handle_list_destroy(list);

  answer_with(DELETED);
  CHECK_RESULT(mpsd_set_activity(client, &session, &call, NULL, &error), MPSD_OK, &error);
  details = only(list);
  CHECK_TEXT(details.handle.session_name, "g1");
  CHECK_TEXT(details.handle.id, "");
  CHECK_TEXT(details.json, "");
  json = handle_list_info(list).json;
  CHECK_TEXT(json, "");
  mpsd_handle_list_destroy(list);

  answer_with(MISSING);
  CHECK_RESULT(mpsd_set_activity(client, &session, &call, &handle, &error), MPSD_ERROR_NOT_FOUND, &error);
  CHECK(list == NULL);
}

static void gets_an_invite(void) {
  static const char answer[] = "{\"id\":\"" ID "\",\"type\":\"invite\",\"version\":1,\"sessionRef\":"
      REFERENCE("deathmatch", "session-49") ",\"inviteAttributes\":{\"titleId\":\"1234567\",\"contextString\":"
      "\"///capture\",\"context\":\"mode%3Dctf\",\"senderString\":\"The Server\"},\"invitedXuid\":\"3210\","
      "\"senderXuid\":\"3212\",\"expiration\":\"2014-08-28T23:15:34.8852308Z\",\"inviteProtocol\":\"game\","
      "\"gameTypes\":{\"win32\":{\"titleId\":\"1234567\"}}}";
  char text[2048];
  mpsd_handle_list *list;
  mpsd_handle_details details;
  const char *json;
  mpsd_error error;
  check_context("gets_an_invite");
  snprintf(text, sizeof text, OK "%s", answer);
  answer_with(text);
  CHECK_RESULT(mpsd_get_handle(client, ID, NULL, &list, &error), MPSD_OK, &error);
  check_request(0, "GET /handles/" ID " HTTP/1.1", "");
  details = only(list);
  CHECK_EQ(details.handle_type, MPSD_HANDLE_INVITE);
  CHECK_TEXT(details.handle.id, ID);
  CHECK_EQ(details.handle.expires_at_ms, 1409267734885);
  CHECK_EQ(details.sender_xuid, 3212);
  CHECK_EQ(details.invited_xuid, 3210);
  CHECK_EQ(details.invite_title_id, 1234567);
  CHECK_TEXT(details.context, "mode%3Dctf");
  CHECK_TEXT(details.context_string, "///capture");
  CHECK_TEXT(details.sender_string, "The Server");
  CHECK_TEXT(details.invite_protocol, "game");
  CHECK_TEXT(details.game_types, "{\"win32\":{\"titleId\":\"1234567\"}}");
  CHECK(details.custom_properties == NULL && details.role_info == NULL && details.session_invite_protocol == NULL);
  CHECK(details.tags == NULL && details.strings == NULL && details.numbers == NULL && details.session_owners == NULL);
  CHECK(details.origin.scid == NULL && details.origin.template_name == NULL && details.origin.name == NULL);
  CHECK_ZEROED(&details.reserved);
  CHECK_TEXT(details.json, answer);
  json = handle_list_info(list).json;
  CHECK_TEXT(json, answer);
  mpsd_handle_list_destroy(list);
}

static void gets_a_transfer(void) {
  mpsd_handle_list *list;
  mpsd_handle_details details;
  mpsd_error error;
  check_context("gets_a_transfer");
  answer_with(OK "{\"type\":\"transfer\",\"id\":\"" ID "\",\"sessionRef\":" REFERENCE("game", "g1")
      ",\"originSessionRef\":" REFERENCE("lobby", "l1") ",\"version\":1}");
  CHECK_RESULT(mpsd_get_handle(client, ID, NULL, &list, &error), MPSD_OK, &error);
  details = only(list);
  CHECK_EQ(details.handle_type, MPSD_HANDLE_TRANSFER);
  CHECK_TEXT(details.origin.scid, SCID);
  CHECK_TEXT(details.origin.template_name, "lobby");
  CHECK_TEXT(details.origin.name, "l1");
  mpsd_handle_list_destroy(list);
}

static void deletes_and_misses(void) {
  mpsd_handle_list *list = (mpsd_handle_list *)&list;
  mpsd_error error;
  check_context("deletes_and_misses");
  answer_with(DELETED);
  CHECK_RESULT(mpsd_delete_handle(client, ID, NULL, &error), MPSD_OK, &error);
  check_request(0, "DELETE /handles/" ID " HTTP/1.1", "");
  CHECK_EQ(error.http_status, 204);
  answer_with(MISSING);
  CHECK_RESULT(mpsd_delete_handle(client, "a b", NULL, &error), MPSD_ERROR_NOT_FOUND, &error);
  check_request(0, "DELETE /handles/a%20b HTTP/1.1", "");
  CHECK_CONTAINS(error.message, "no such handle");
  answer_with(MISSING);
  CHECK_RESULT(mpsd_get_handle(client, ID, NULL, &list, &error), MPSD_ERROR_NOT_FOUND, &error);
  CHECK(list == NULL);
  answer_with(OK "{\"members\":{}}");
  CHECK_RESULT(mpsd_get_handle(client, ID, NULL, &list, &error), MPSD_ERROR_PROTOCOL, &error);
  CHECK_CONTAINS(error.message, "id:");
  answer_with("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ?\r\n\r\n<html>Sign in, please</html>");
  CHECK_RESULT(mpsd_delete_handle(client, ID, NULL, &error), MPSD_ERROR_PROTOCOL, &error);
  CHECK_CONTAINS(error.message, "is not JSON");
  CHECK_EQ(error.delivery, MPSD_DELIVERY_ANSWERED);
}

/* What was deleted by its id is not deleted again when the activity is cleared: one query finds nothing. */
static void forgets_a_deleted_activity(void) {
  static const char *const answers[] = {CREATED "{\"id\":\"" ID "\"}", DELETED, OK "{\"results\":[]}", SCRIPT_END};
  const mpsd_session_reference session = {SCID, "lobby", "l1"};
  mpsd_error error;
  uint8_t cleared = 9;
  check_context("forgets_a_deleted_activity");
  script_set(server, answers);
  CHECK_RESULT(mpsd_set_activity(client, &session, NULL, NULL, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_delete_handle(client, ID, NULL, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_clear_activity(client, SCID, NULL, &cleared, &error), MPSD_OK, &error);
  CHECK_EQ(cleared, 0);
  CHECK_EQ(script_count(server), 3);
  check_request(2, "POST /handles/query?include=relatedInfo,customProperties HTTP/1.1",
      "{\"type\":\"activity\",\"scid\":\"" SCID "\",\"owners\":{\"xuids\":[\"3212\"]}}");
}

static void queries_a_social_group(void) {
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *list;
  const char *json;
  mpsd_error error;
  size_t count = 9;
  check_context("queries_a_social_group");
  query.scid = SCID;
  query.social_group = "people";
  answer_with(OK "{\"results\":[]}");
  CHECK_RESULT(mpsd_query_activities(client, &query, NULL, &list, &error), MPSD_OK, &error);
  check_request(0, "POST /handles/query?include=relatedInfo,customProperties HTTP/1.1",
      "{\"type\":\"activity\",\"scid\":\"" SCID
      "\",\"owners\":{\"people\":{\"moniker\":\"people\",\"monikerXuid\":\"3212\"}}}");
  count = handle_list_info(list).count;
  CHECK_EQ(count, 0);
  json = handle_list_info(list).json;
  CHECK_TEXT(json, "{\"results\":[]}");
  mpsd_handle_list_destroy(list);

  /* Of any SCID, and in the spelling of older clients. */
  query.scid = NULL;
  query.social_group = "People";
  answer_with(OK "{\"results\":[]}");
  CHECK_RESULT(mpsd_query_activities(client, &query, NULL, &list, &error), MPSD_OK, &error);
  check_request(0, "POST /handles/query?include=relatedInfo,customProperties HTTP/1.1",
      "{\"type\":\"activity\",\"owners\":{\"people\":{\"moniker\":\"people\",\"monikerXuid\":\"3212\"}}}");
  mpsd_handle_list_destroy(list);
  query.scid = SCID;

  query.social_group = "favorites";
  query.social_group_owner_xuid = 7;
  query.include = MPSD_INCLUDE_CUSTOM_PROPERTIES;
  answer_with(OK "{\"results\":[]}");
  CHECK_RESULT(mpsd_query_activities(client, &query, NULL, &list, &error), MPSD_OK, &error);
  check_request(0, "POST /handles/query?include=customProperties HTTP/1.1",
      "{\"type\":\"activity\",\"scid\":\"" SCID
      "\",\"owners\":{\"people\":{\"moniker\":\"favorites\",\"monikerXuid\":\"7\"}}}");
  mpsd_handle_list_destroy(list);
}

/* 201 users are three requests, sent in turn here, and one list. */
static void queries_many_users(void) {
  static const char *const answers[] = {OK "{\"results\":[{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbefa\"},{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbefb\"}]}",
      OK "{\"results\":[{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbefB\"},{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbefc\"}]}", OK "{\"results\":[{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbefd\"}]}", SCRIPT_END};
  static const char *const ids[] = {"81a3c56e-543c-44c2-ad53-c8a9088fbefa", "81a3c56e-543c-44c2-ad53-c8a9088fbefb", "81a3c56e-543c-44c2-ad53-c8a9088fbefc", "81a3c56e-543c-44c2-ad53-c8a9088fbefd"};
  mpsd_network_options network_options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client_options options = options_for(server, USER);
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  uint64_t xuids[201];
  mpsd_client *one_by_one;
  mpsd_handle_list *list;
  mpsd_handle_details details;
  const char *json;
  mpsd_error error;
  size_t count = 0, i;
  check_context("queries_many_users");
  network_options.max_connections = 1;
  CHECK_RESULT(mpsd_network_create(&network_options, &options.network, &error), MPSD_OK, &error);
  one_by_one = create_client(&options);
  for (i = 0; i < 201; ++i) xuids[i] = i + 1;
  query.scid = SCID;
  query.xuids = xuids;
  query.xuid_count = 201;
  query.include = MPSD_INCLUDE_NOTHING;
  script_set(server, answers);
  CHECK_RESULT(mpsd_query_activities(one_by_one, &query, NULL, &list, &error), MPSD_OK, &error);
  CHECK_EQ(script_count(server), 3);
  CHECK_EQ(error.attempts, 3);
  CHECK_CONTAINS(script_request(server, 0), "\"xuids\":[\"1\",\"2\",");
  CHECK_CONTAINS(script_request(server, 1), "\"xuids\":[\"101\",");
  check_request(2, "POST /handles/query HTTP/1.1",
      "{\"type\":\"activity\",\"scid\":\"" SCID "\",\"owners\":{\"xuids\":[\"201\"]}}");
  count = handle_list_info(list).count;
  CHECK_EQ(count, 4);
  for (i = 0; i < 4; ++i) {
    CHECK_EQ(mpsd_handle_list_get(list, i, &details), MPSD_OK);
    CHECK_TEXT(details.handle.id, ids[i]);
  }
  json = handle_list_info(list).json;
  CHECK_TEXT(json, "{\"results\":[{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbefa\"},{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbefb\"},{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbefc\"},{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbefd\"}]}");
  mpsd_handle_list_destroy(list);

  /* One that fails fails the call, and the rest is not asked for. */
  answer_with("HTTP/1.1 403 Forbidden\r\nContent-Length: ?\r\n\r\nnot you");
  CHECK_RESULT(mpsd_query_activities(one_by_one, &query, NULL, &list, &error), MPSD_ERROR_FORBIDDEN, &error);
  CHECK(list == NULL);
  CHECK_EQ(script_count(server), 1);
  mpsd_client_destroy(one_by_one);
  mpsd_network_destroy(options.network);
}

#define FOUND \
  "{\"id\":\"" ID "\",\"type\":\"search\",\"version\":1,\"createTime\":\"2013-02-01T00:00:00Z\",\"sessionRef\":" \
  REFERENCE("lfg", "s1") ",\"searchAttributes\":{\"tags\":[\"micsrequired\",\"Elite\"],\"numbers\":{\"skill\":10.145," \
  "\"guns\":3},\"strings\":{\"class\":\"a\"}},\"relatedInfo\":{\"visibility\":\"open\",\"joinRestriction\":\"local\"," \
  "\"closed\":true,\"maxMembersCount\":8,\"membersCount\":4,\"inviteProtocol\":\"game\"," \
  "\"postedTime\":\"2013-02-01T00:00:01Z\",\"sessionOwners\":[\"3212\",\"9\"]},\"roleInfo\":{\"roleTypes\":{}}," \
  "\"customProperties\":{\"Map\":\"Helmand Valley\",\"Author\": 1.50}}"

static void check_found(mpsd_handle_list *list) {
  mpsd_handle_details found = only(list);
  /* Their order is not promised. */
  size_t guns = found.number_count == 2 && strcmp(found.numbers[0].name, "guns") != 0;
  CHECK_EQ(found.handle_type, MPSD_HANDLE_SEARCH);
  CHECK_EQ(found.visibility, MPSD_VISIBILITY_OPEN);
  CHECK_EQ(found.join_restriction, MPSD_JOIN_RESTRICTION_LOCAL);
  CHECK_EQ(found.closed, 1);
  CHECK_EQ(found.members_count, 4);
  CHECK_EQ(found.max_members_count, 8);
  CHECK_EQ(found.posted_at_ms, 1359676801000);
  CHECK_TEXT(found.session_invite_protocol, "game");
  CHECK_TEXT(found.custom_properties, "{\"Map\":\"Helmand Valley\",\"Author\": 1.50}");
  CHECK_TEXT(found.role_info, "{\"roleTypes\":{}}");
  CHECK_EQ(found.tag_count, 2);
  CHECK_TEXT(found.tags[0], "micsrequired");
  CHECK_TEXT(found.tags[1], "Elite");
  CHECK_EQ(found.string_count, 1);
  CHECK_TEXT(found.strings[0].name, "class");
  CHECK_TEXT(found.strings[0].value, "a");
  CHECK_EQ(found.number_count, 2);
  CHECK_TEXT(found.numbers[guns].name, "guns");
  CHECK(found.numbers[guns].value > 2.9 && found.numbers[guns].value < 3.1);
  CHECK_TEXT(found.numbers[1 - guns].name, "skill");
  CHECK_EQ(found.session_owner_count, 2);
  CHECK_EQ(found.session_owners[0], 3212);
  CHECK_EQ(found.session_owners[1], 9);
  CHECK_TEXT(found.json, FOUND);
}

static void searches(void) {
  mpsd_search_query query = MPSD_SEARCH_QUERY_INIT;
  mpsd_filter *filter;
  mpsd_handle_list *list;
  mpsd_error error;
  check_context("searches");
  CHECK_RESULT(mpsd_filter_create(&filter, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_filter_add_tag(filter, MPSD_COMPARISON_EQUAL, "MicsRequired", &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_filter_add_number(filter, "skill", MPSD_COMPARISON_GREATER_OR_EQUAL, 5, &error), MPSD_OK, &error);
  query.scid = SCID;
  query.template_name = "lfg";
  query.filter = filter;
  query.order_by = "skill";
  query.social_group = "favorites";
  answer_with(OK "{\"results\":[" FOUND "]}");
  CHECK_RESULT(mpsd_search_handles(client, &query, NULL, &list, &error), MPSD_OK, &error);
  check_request(0, "POST /handles/query?include=relatedInfo,roleInfo,customProperties HTTP/1.1",
      "{\"type\":\"search\",\"scid\":\"" SCID "\",\"templateName\":\"lfg\",\"global\":true,\"filter\":\"tags/any(d:"
      "tolower(d) eq 'micsrequired') and numbers/skill ge 5\",\"orderBy\":\"skill asc\",\"sessionMembers\":{\"people\":"
      "{\"moniker\":\"favorites\",\"monikerXuid\":\"3212\"}}}");
  mpsd_filter_destroy(filter);
  mpsd_client_destroy(client);
  /* The list outlives client and filter. */
  check_found(list);
  mpsd_handle_list_destroy(list);

  client = client_for(server, USER);
  query = (mpsd_search_query)MPSD_SEARCH_QUERY_INIT;
  query.scid = SCID;
  query.template_name = "lfg";
  query.filter_text = "session/needs gt 0";
  query.order_by = "guns";
  query.descending = 1;
  query.include = MPSD_INCLUDE_ROLE_INFO | MPSD_INCLUDE_RELATED_INFO;
  answer_with(OK "{\"results\":[]}");
  CHECK_RESULT(mpsd_search_handles(client, &query, NULL, &list, &error), MPSD_OK, &error);
  check_request(0, "POST /handles/query?include=relatedInfo,roleInfo HTTP/1.1",
      "{\"type\":\"search\",\"scid\":\"" SCID "\",\"templateName\":\"lfg\",\"global\":true,"
      "\"filter\":\"session/needs gt 0\",\"orderBy\":\"guns desc\"}");
  mpsd_handle_list_destroy(list);

  query = (mpsd_search_query)MPSD_SEARCH_QUERY_INIT;
  query.scid = "";
  query.template_name = "lfg";
  answer_with(OK "{\"results\":[]}");
  CHECK_RESULT(mpsd_search_handles(client, &query, NULL, &list, &error), MPSD_OK, &error);
  check_request(0, "POST /handles/query?include=relatedInfo,roleInfo,customProperties HTTP/1.1",
      "{\"type\":\"search\",\"templateName\":\"lfg\",\"global\":true}");
  mpsd_handle_list_destroy(list);
}

/* The emulator's activities can be read and deleted by their id. */
static void reads_and_deletes_an_activity_of_the_emulator(void) {
  const uint64_t host = 3301;
  mpsd_client *user = client_for(fixture("EMULATOR"), host);
  mpsd_session_reference session = session_named("by handle");
  mpsd_handle_info handle;
  mpsd_handle_list *list;
  mpsd_handle_details details;
  mpsd_error error;
  uint8_t cleared = 9;
  check_context("reads_and_deletes_an_activity_of_the_emulator");
  create_session(user, host, &session);
  CHECK_RESULT(mpsd_set_activity(user, &session, NULL, &handle, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_get_handle(user, handle.id, NULL, &list, &error), MPSD_OK, &error);
  details = only(list);
  CHECK_EQ(details.handle_type, MPSD_HANDLE_ACTIVITY);
  CHECK_EQ(details.handle.owner_xuid, host);
  CHECK_TEXT(details.handle.session_name, session.name);
  mpsd_handle_list_destroy(list);
  CHECK_RESULT(mpsd_delete_handle(user, handle.id, NULL, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_delete_handle(user, handle.id, NULL, &error), MPSD_ERROR_NOT_FOUND, &error);
  CHECK_RESULT(mpsd_get_handle(user, handle.id, NULL, &list, &error), MPSD_ERROR_NOT_FOUND, &error);
  CHECK_RESULT(mpsd_clear_activity(user, SCID, NULL, &cleared, &error), MPSD_OK, &error);
  CHECK_EQ(cleared, 0);
  mpsd_client_destroy(user);
}

int main(void) {
  server = fixture("SCRIPTED");
  client = client_for(server, USER);
  creates_search_handles();
  creates_transfer_handles();
  gives_created_handles_in_full();
  gets_an_invite();
  gets_a_transfer();
  deletes_and_misses();
  forgets_a_deleted_activity();
  queries_a_social_group();
  queries_many_users();
  searches();
  reads_and_deletes_an_activity_of_the_emulator();
  mpsd_client_destroy(client);
  return check_finish();
}
