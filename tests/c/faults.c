/* Servers that fail, each in its own way: the code, what is known of the delivery, and what is sent again. */
#include <string.h>

#include "calls.h"
#include "check.h"
#include "fixture.h"
#include "http.h"

#define JSON(status, body) \
  "HTTP/1.1 " status "\r\nContent-Type: application/json\r\nContent-Length: ?\r\n\r\n" body
#define PLAIN(status, body) "HTTP/1.1 " status "\r\nContent-Type: text/plain\r\nContent-Length: ?\r\n\r\n" body
#define BARE(status, headers) "HTTP/1.1 " status "\r\n" headers "Content-Length: 0\r\n\r\n"
#define SOME_ID "6b9c5b5e-8d7c-4e57-9a6f-0d3f3c1a2b4c"
#define CREATED JSON("201 Created", "{\"id\":\"" SOME_ID "\",\"type\":\"activity\"}")

static const char *scripted;

static mpsd_client_options options_once(const char *endpoint) {
  mpsd_client_options options = options_for(endpoint, 8101);
  options.max_attempts = 1;
  return options;
}

/* Every call ends with this code: the server cannot be reached, or never answers. */
static void every_call(const char *what, const mpsd_client_options *options, mpsd_result expected, int delivery) {
  mpsd_client *client = create_client(options);
  call_arguments arguments = valid_arguments(client);
  size_t i;
  for (i = 0; i < network_call_count; ++i) {
    mpsd_error error;
    long long begin = now_ms();
    check_context("%s, %s", network_calls[i].name, what);
    CHECK_RESULT(network_calls[i].run(&arguments, &error), expected, &error);
    CHECK_EQ(error.delivery, delivery);
    CHECK_EQ(error.http_status, 0);
    CHECK_EQ(error.attempts, 1);
    CHECK(error.request_id[0] != 0);
    CHECK_WITHIN(now_ms() - begin, 300 + slack_ms());
  }
  mpsd_client_destroy(client);
}

static void server_down(void) {
  mpsd_client_options options = options_once(fixture("CLOSED_PORT"));
  every_call("server down", &options, MPSD_ERROR_CONNECT, MPSD_DELIVERY_NOT_SENT);
}

static void server_never_answers(void) {
  mpsd_client_options options = options_once(fixture("SILENT"));
  options.request_timeout_ms = 300;
  every_call("request timeout", &options, MPSD_ERROR_TIMEOUT, MPSD_DELIVERY_UNKNOWN);
  options.request_timeout_ms = 0;
  options.deadline_ms = 300;
  every_call("deadline", &options, MPSD_ERROR_TIMEOUT, MPSD_DELIVERY_UNKNOWN);
}

/* Most of the recipients wait for a connection when the deadline comes. */
static void many_invites_end_by_the_deadline(void) {
  enum { COUNT = 100 };
  static uint64_t recipients[COUNT];
  static mpsd_invite_result rows[COUNT];
  mpsd_client_options options = options_once(fixture("SILENT"));
  mpsd_client *client;
  mpsd_invite invite = MPSD_INVITE_INIT;
  mpsd_error error;
  long long begin, took;
  int i, sent = 0;
  check_context("many_invites_end_by_the_deadline");
  options.deadline_ms = 300;
  client = create_client(&options);
  for (i = 0; i < COUNT; ++i) recipients[i] = 8500u + (unsigned)i;
  invite.session = session_named("many");
  invite.xuids = recipients;
  invite.xuid_count = COUNT;
  begin = now_ms();
  CHECK_RESULT(mpsd_send_invites(client, &invite, NULL, rows, COUNT, &error), MPSD_ERROR_TIMEOUT, &error);
  took = now_ms() - begin;
  for (i = 0; i < COUNT; ++i) {
    CHECK_EQ(rows[i].xuid, recipients[i]);
    CHECK_EQ(rows[i].result, MPSD_ERROR_TIMEOUT);
    CHECK_EQ(rows[i].delivery == MPSD_DELIVERY_UNKNOWN, rows[i].attempts == 1);
    sent += rows[i].attempts == 1;
  }
  CHECK(sent > 0 && sent <= 16);
  CHECK_WITHIN(took, 300 + slack_ms());
  mpsd_client_destroy(client);
}

/* One activity, answered by one line of the script. */
typedef struct answer_case {
  const char *answer;
  mpsd_result expected;
  int http_status;
  /* In the message; NULL: not looked at. */
  const char *part;
  int delivery;
  uint32_t retry_after_ms;
} answer_case;

#define ANSWERED MPSD_DELIVERY_ANSWERED
#define UNKNOWN MPSD_DELIVERY_UNKNOWN

static const answer_case refusals[] = {
    {PLAIN("400 Bad Request", "The field 'x' is wrong.\r\n"), MPSD_ERROR_BAD_REQUEST, 400, "The field 'x' is wrong.",
        ANSWERED, 0},
    {BARE("401 Unauthorized", ""), MPSD_ERROR_UNAUTHORIZED, 401, NULL, ANSWERED, 0},
    {PLAIN("403 Forbidden", "not a member"), MPSD_ERROR_FORBIDDEN, 403, "not a member", ANSWERED, 0},
    {PLAIN("404 Not Found", "no such template"), MPSD_ERROR_NOT_FOUND, 404, "no such template", ANSWERED, 0},
    {BARE("405 Method Not Allowed", ""), MPSD_ERROR_BAD_REQUEST, 405, NULL, ANSWERED, 0},
    {BARE("408 Request Timeout", ""), MPSD_ERROR_BAD_REQUEST, 408, NULL, ANSWERED, 0},
    {PLAIN("409 Conflict", "constants differ"), MPSD_ERROR_CONFLICT, 409, "constants differ", ANSWERED, 0},
    {BARE("412 Precondition Failed", ""), MPSD_ERROR_PRECONDITION_FAILED, 412, NULL, ANSWERED, 0},
    {BARE("413 Payload Too Large", ""), MPSD_ERROR_TOO_LARGE, 413, NULL, ANSWERED, 0},
    {BARE("429 Too Many Requests", "Retry-After: 7\r\n"), MPSD_ERROR_RATE_LIMITED, 429, NULL, ANSWERED, 7000},
    {BARE("429 Too Many Requests", ""), MPSD_ERROR_RATE_LIMITED, 429, NULL, ANSWERED, 0},
    {PLAIN("500 Internal Server Error", "oops"), MPSD_ERROR_SERVICE, 500, "oops", ANSWERED, 0},
    {BARE("502 Bad Gateway", ""), MPSD_ERROR_SERVICE, 502, NULL, ANSWERED, 0},
    {BARE("503 Service Unavailable", "Retry-After: 2\r\n"), MPSD_ERROR_UNAVAILABLE, 503, NULL, ANSWERED, 2000},
    {BARE("503 Service Unavailable", ""), MPSD_ERROR_UNAVAILABLE, 503, NULL, ANSWERED, 0},
};

static const answer_case broken_answers[] = {
    {BARE("301 Moved Permanently", "Location: /elsewhere\r\n"), MPSD_ERROR_PROTOCOL, 301, NULL, ANSWERED, 0},
    {BARE("307 Temporary Redirect", "Location: http://127.0.0.1:9/\r\n"), MPSD_ERROR_PROTOCOL, 307, NULL, ANSWERED, 0},
    {"HTTP/1.1 304 Not Modified\r\n\r\n", MPSD_ERROR_PROTOCOL, 304, NULL, ANSWERED, 0},
    {PLAIN("200 OK", "<html>Please log in to the hotel's network</html>"), MPSD_ERROR_PROTOCOL, 200, NULL, ANSWERED, 0},
    {JSON("200 OK", "{\"id\":"), MPSD_ERROR_PROTOCOL, 200, NULL, ANSWERED, 0},
    {JSON("200 OK", "[]"), MPSD_ERROR_PROTOCOL, 200, NULL, ANSWERED, 0},
    {JSON("201 Created", "{\"id\":\"an-identifier-of-more-than-thirty-nine-characters\"}"), MPSD_ERROR_PROTOCOL, 201,
        "id", ANSWERED, 0},
};

static const answer_case good_answers[] = {
    {CREATED, MPSD_OK, 201, NULL, ANSWERED, 0},
    {"HTTP/1.1 100 Continue\r\n\r\n" CREATED, MPSD_OK, 201, NULL, ANSWERED, 0},
    /* What nobody needs to know that the activity is set costs itself alone. */
    {JSON("201 Created", "{\"id\":5}"), MPSD_OK, 201, NULL, ANSWERED, 0},
    {JSON("201 Created", "{\"id\":\"" SOME_ID "\",\"ownerXuid\":\"many\"}"), MPSD_OK, 201, NULL, ANSWERED, 0},
    {JSON("201 Created", "{\"id\":\"" SOME_ID "\",\"titleId\":true}"), MPSD_OK, 201, NULL, ANSWERED, 0},
    {JSON("201 Created", "{\"id\":\"" SOME_ID "\",\"sessionRef\":{\"name\":[]}}"), MPSD_OK, 201, NULL, ANSWERED, 0},
    {JSON("200 OK", "{\"id\":\"" SOME_ID "\",\"ownerXuid\":5,\"titleId\":7,\"new\":[{\"field\":1}]}"), MPSD_OK, 200, NULL,
        ANSWERED, 0},
    {BARE("200 OK", ""), MPSD_OK, 200, NULL, ANSWERED, 0},
    {BARE("201 Created", ""), MPSD_OK, 201, NULL, ANSWERED, 0},
    {BARE("202 Accepted", ""), MPSD_OK, 202, NULL, ANSWERED, 0},
    {"HTTP/1.1 204 No Content\r\n\r\n", MPSD_OK, 204, NULL, ANSWERED, 0},
};

static void one_answer(const answer_case *row) {
  const char *const answers[] = {row->answer, SCRIPT_END};
  mpsd_client_options options = options_once(scripted);
  mpsd_client *client = create_client(&options);
  mpsd_session_reference session = session_named("one answer");
  mpsd_handle_info handle;
  mpsd_error error;
  mpsd_result result;
  check_context("%.60s", row->answer);
  script_set(scripted, answers);
  memset(&handle, 0xaa, sizeof handle);
  result = mpsd_set_activity(client, &session, NULL, &handle, &error);
  CHECK_RESULT(result, row->expected, &error);
  CHECK_EQ(error.http_status, row->http_status);
  CHECK_EQ(error.delivery, row->delivery);
  CHECK_EQ(error.retry_after_ms, row->retry_after_ms);
  CHECK_EQ(error.attempts, 1);
  if (row->part != NULL) CHECK_CONTAINS(error.message, row->part);
  if (MPSD_FAILED(result)) CHECK_ZEROED(&handle);
  CHECK_EQ(script_count(scripted), 1);
  mpsd_client_destroy(client);
}

static void each_answer(const answer_case *rows, size_t count) {
  size_t i;
  for (i = 0; i < count; ++i) one_answer(&rows[i]);
}
#define EACH_ANSWER(rows) each_answer(rows, sizeof rows / sizeof rows[0])

static void a_long_text_is_cut_at_a_character(void) {
  enum { LENGTH = 4000 };
  char text[LENGTH + 128] = "HTTP/1.1 400 Bad Request\r\nContent-Length: ?\r\n\r\n";
  const size_t head = strlen(text);
  size_t i;
  answer_case row = {NULL, MPSD_ERROR_BAD_REQUEST, 400, "\xc3\xa4\xc3\xa4", MPSD_DELIVERY_ANSWERED, 0};
  for (i = 0; i < LENGTH; ++i) text[head + i] = i % 2 ? '\xa4' : '\xc3';
  row.answer = text;
  one_answer(&row);
}

/* The connection breaks, or what comes is no HTTP: either code is right, and delivery says that it may have arrived. */
static void no_whole_answer(void) {
  static const char *const broken[] = {
      SCRIPT_CLOSE,
      "\x16\x03\x01 no HTTP at all \x01\x02\r\n\r\nConnection: close",
      "HTTP/1.1 two hundred\r\nConnection: close\r\n\r\n",
      "HTTP/1.1 201 Created\r\nConnection: close\r\nContent-Length: 100\r\n\r\n{\"id\":\"6b9c",
      "HTTP/1.1 201 Created\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{",
      SCRIPT_ENDLESS,
  };
  size_t i;
  for (i = 0; i < sizeof broken / sizeof broken[0]; ++i) {
    const char *const answers[] = {broken[i], SCRIPT_END};
    mpsd_client_options options = options_once(scripted);
    mpsd_session_reference session = session_named("broken");
    mpsd_client *client = create_client(&options);
    mpsd_error error;
    mpsd_result result;
    long long begin = now_ms();
    check_context("broken answer %d", (int)i);
    script_set(scripted, answers);
    result = mpsd_set_activity(client, &session, NULL, NULL, &error);
    CHECK(result == MPSD_ERROR_NETWORK || result == MPSD_ERROR_PROTOCOL);
    CHECK_RESULT(result, strcmp(broken[i], SCRIPT_ENDLESS) == 0 ? MPSD_ERROR_PROTOCOL : result, &error);
    CHECK(error.delivery == MPSD_DELIVERY_UNKNOWN || (error.delivery == MPSD_DELIVERY_ANSWERED && error.http_status));
    CHECK_WITHIN(now_ms() - begin, 2000 + slack_ms());
    CHECK_EQ(script_count(scripted), 1);
    mpsd_client_destroy(client);
  }
}

static void query_answers(void) {
  static const struct {
    const char *answer;
    const char *part;
  } wrong[] = {
      {JSON("200 OK", "{}"), "results"},
      {JSON("200 OK", "{\"results\":{}}"), "results"},
  };
  static const uint64_t xuid = 8102;
  mpsd_client_options options = options_once(scripted);
  mpsd_client *client = create_client(&options);
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *list;
  mpsd_error error;
  size_t i;
  query.scid = SCID;
  query.xuids = &xuid;
  query.xuid_count = 1;
  for (i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
    const char *const answers[] = {wrong[i].answer, SCRIPT_END};
    check_context("query answer %d", (int)i);
    script_set(scripted, answers);
    CHECK_RESULT(mpsd_query_activities(client, &query, NULL, &list, &error), MPSD_ERROR_PROTOCOL, &error);
    CHECK_CONTAINS(error.message, wrong[i].part);
    CHECK_EQ(error.http_status, 200);
    CHECK(list == NULL);
    mpsd_handle_list_destroy(list);
  }
  mpsd_client_destroy(client);
}

int main(void) {
  scripted = fixture("SCRIPTED");
  server_down();
  server_never_answers();
  many_invites_end_by_the_deadline();
  EACH_ANSWER(refusals);
  EACH_ANSWER(broken_answers);
  EACH_ANSWER(good_answers);
  a_long_text_is_cut_at_a_character();
  no_whole_answer();
  query_answers();
  return check_finish();
}
