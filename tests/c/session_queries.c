/* Session queries, byte for byte against the scripted server; the results; and what is refused. */
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

#define FOUND(body) "HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n" body
#define TWO \
  "{\"results\":[{\"xuid\":\"3212\",\"startTime\":\"1970-01-01T00:00:01.5Z\",\"sessionRef\":{\"scid\":\"" SCID "\"," \
  "\"templateName\":\"lobby\",\"name\":\"n\"},\"accepted\":4,\"status\":\"reserved\",\"visibility\":\"full\"," \
  "\"joinRestriction\":\"followed\",\"myTurn\":true,\"keywords\":[\"one\"]},{\"sessionRef\":{\"name\":\"m\"}}]}"

static const char *scripted;
static mpsd_client *client;

/* Sends the query; the request must begin with `request`, and its body be `body`. */
static void sends(const mpsd_session_query *query, const char *request, const char *body) {
  const char *const answers[] = {FOUND("{\"results\":[]}"), SCRIPT_END};
  mpsd_session_list *list;
  mpsd_error error;
  size_t count = 7;
  const char *raw;
  script_set(scripted, answers);
  CHECK_RESULT(mpsd_query_sessions(client, query, NULL, &list, &error), MPSD_OK, &error);
  CHECK_EQ(error.http_status, 200);
  count = session_list_info(list).count;
  CHECK_EQ(count, 0);
  mpsd_session_list_destroy(list);
  raw = script_request(scripted, 0);
  CHECK(strncmp(raw, request, strlen(request)) == 0);
  CHECK_CONTAINS(raw, request);
  CHECK_TEXT(strstr(raw, "\r\n\r\n") + 4, body);
}

static void requests(void) {
  static const uint64_t xuids[3] = {3212, UINT64_MAX, 5};
  mpsd_session_query query = MPSD_SESSION_QUERY_INIT;
  check_context("requests");
  query.scid = SCID;
  query.xuids = xuids;
  query.xuid_count = 1;
  sends(&query, "GET /serviceconfigs/" SCID "/sessions?xuid=3212 HTTP/1.1\r\n", "");
  query.template_name = "a lobby";
  query.keyword = "k\xc3\xa9y&";
  query.visibility = MPSD_VISIBILITY_VISIBLE;
  query.contract_version = 107;
  query.include_private = query.include_reservations = query.include_inactive = 1;
  query.take = 100;
  sends(&query, "GET /serviceconfigs/" SCID "/sessionTemplates/a%20lobby/sessions?xuid=3212&keyword=k%C3%A9y%26"
      "&visibility=visible&version=107&private=true&reservations=true&inactive=true&take=100 HTTP/1.1\r\n", "");
  query.xuid_count = 3;
  sends(&query, "POST /serviceconfigs/" SCID "/sessionTemplates/a%20lobby/batch?keyword=k%C3%A9y%26"
      "&visibility=visible&version=107&private=true&reservations=true&inactive=true&take=100 HTTP/1.1\r\n",
      "{\"xuids\":[\"3212\",\"18446744073709551615\",\"5\"]}");
  query = (mpsd_session_query)MPSD_SESSION_QUERY_INIT;
  query.scid = SCID;
  query.xuids = xuids;
  query.xuid_count = 2;
  sends(&query, "POST /serviceconfigs/" SCID "/batch HTTP/1.1\r\n", "{\"xuids\":[\"3212\",\"18446744073709551615\"]}");
  query.xuids = NULL;
  query.xuid_count = 0;
  query.keyword = "one";
  sends(&query, "GET /serviceconfigs/" SCID "/sessions?keyword=one HTTP/1.1\r\n", "");
}

static void results(void) {
  const char *const answers[] = {FOUND(TWO), SCRIPT_END};
  mpsd_session_query query = MPSD_SESSION_QUERY_INIT;
  mpsd_found_session found;
  mpsd_session_list *list;
  mpsd_error error;
  mpsd_session_list_info info;
  check_context("results");
  query.scid = SCID;
  query.keyword = "one";
  script_set(scripted, answers);
  CHECK_RESULT(mpsd_query_sessions(client, &query, NULL, &list, &error), MPSD_OK, &error);
  info = session_list_info(list);
  CHECK_EQ(info.count, 2);
  CHECK_EQ(info.skipped_count, 0);
  CHECK_TEXT(info.json, TWO);
  CHECK_EQ(info.json_size, strlen(TWO));
  CHECK_EQ(mpsd_session_list_get(list, 0, &found), MPSD_OK);
  CHECK_TEXT(found.scid, SCID);
  CHECK_TEXT(found.template_name, "lobby");
  CHECK_TEXT(found.name, "n");
  CHECK_TEXT(found.keywords, "[\"one\"]");
  CHECK_EQ(found.xuid, 3212);
  CHECK_EQ(found.started_at_ms, 1500);
  CHECK_EQ(found.status, MPSD_MEMBER_STATUS_RESERVED);
  CHECK_EQ(found.visibility, MPSD_VISIBILITY_FULL);
  CHECK_EQ(found.join_restriction, MPSD_JOIN_RESTRICTION_FOLLOWED);
  CHECK_EQ(found.accepted_count, 4);
  CHECK_EQ(found.my_turn, 1);
  CHECK_EQ(mpsd_session_list_get(list, 1, &found), MPSD_OK);
  CHECK_TEXT(found.name, "m");
  CHECK_TEXT(found.scid, "");
  CHECK(found.keywords == NULL);
  CHECK_EQ(found.status, MPSD_MEMBER_STATUS_UNKNOWN);
  CHECK_ZEROED(&found.reserved);
  CHECK_EQ(mpsd_session_list_get(list, 2, &found), MPSD_ERROR_INVALID_ARGUMENT);
  CHECK_ZEROED(&found);
  mpsd_session_list_destroy(list);
  mpsd_session_list_destroy(list);
  CHECK_EQ(mpsd_session_list_get_info(list, &info), MPSD_ERROR_INVALID_HANDLE);
  CHECK_ZEROED(&info);
}

#define REFUSED(part, change) \
  do { \
    mpsd_session_query query = MPSD_SESSION_QUERY_INIT; \
    mpsd_session_list *list = (mpsd_session_list *)(uintptr_t)0xaaaa; \
    check_context("%s", #change); \
    query.scid = SCID; \
    query.xuids = xuids; \
    query.xuid_count = 2; \
    change; \
    CHECK_REFUSED(mpsd_query_sessions(client, &query, NULL, &list, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, \
        (part)); \
    CHECK(list == NULL); \
  } while (0)

static void refusals(void) {
  static const uint64_t xuids[2] = {1, 2}, twice[2] = {7, 7}, zero[2] = {7, 0};
  const char *const no_answers[] = {SCRIPT_END};
  mpsd_error error;
  script_set(scripted, no_answers);
  REFUSED("struct_size", query.struct_size = 8);
  REFUSED("scid", query.scid = NULL);
  REFUSED("scid", query.scid = "x");
  REFUSED("template_name", query.template_name = "a/b");
  REFUSED("xuids[1]: repeats xuids[0]", query.xuids = twice);
  REFUSED("xuids[1]: must not be 0", query.xuids = zero);
  REFUSED("xuids", query.xuids = NULL);
  REFUSED("xuids", query.xuid_count = 0);
  REFUSED("reservations", query.xuid_count = 0; query.keyword = "k"; query.include_reservations = 1);
  REFUSED("inactive", query.xuid_count = 0; query.keyword = "k"; query.include_inactive = 1);
  REFUSED("keyword", query.keyword = "");
  REFUSED("take", query.take = MPSD_MAX_FOUND_SESSIONS + 1);
  REFUSED("visibility", query.visibility = 5);
  REFUSED("include_private", query.include_private = 2);
  REFUSED("include_reservations", query.include_reservations = 2);
  REFUSED("include_inactive", query.include_inactive = 2);
  REFUSED("reserved0", query.reserved0[4] = 1);
  CHECK_EQ(script_count(scripted), 0);
}

int main(void) {
  scripted = fixture("SCRIPTED");
  client = client_for(scripted, 2201);
  requests();
  results();
  refusals();
  mpsd_client_destroy(client);
  return check_finish();
}
