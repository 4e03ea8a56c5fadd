/* Counters and log of a client. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

#define CREATED "HTTP/1.1 201 Created\r\nContent-Length: ?\r\n\r\n{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}"
#define THROTTLED "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: ?\r\n\r\nslow down, SECRET"
#define REFUSED "HTTP/1.1 403 Forbidden\r\nContent-Length: ?\r\n\r\nno good: XBL3.0 x=1;SECRET"

static const char *server;

/* A throttled call that succeeds then, and one that is refused. */
static void play(mpsd_client *client) {
  const char *const answers[] = {THROTTLED, CREATED, REFUSED, SCRIPT_CLOSE, SCRIPT_END};
  const mpsd_session_reference session = session_named("watched");
  mpsd_call_options once = MPSD_CALL_OPTIONS_INIT;
  mpsd_error error;
  once.max_attempts = 1;
  script_set(server, answers);
  CHECK_RESULT(mpsd_set_activity(client, &session, NULL, NULL, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_set_activity(client, &session, NULL, NULL, &error), MPSD_ERROR_FORBIDDEN, &error);
  CHECK_RESULT(mpsd_set_activity(client, &session, &once, NULL, &error), MPSD_ERROR_NETWORK, &error);
}

static mpsd_client_options options(void) {
  mpsd_client_options result = options_for(server, 8601);
  result.authorization = "XBL3.0 x=1;SECRET";
  return result;
}

static void requests_are_counted(void) {
  mpsd_client_options settings = options();
  mpsd_client *client = create_client(&settings);
  mpsd_client_counters counters;
  uint64_t answers = 0;
  size_t i;
  check_context("counters");
  CHECK_EQ(mpsd_client_get_counters(client, &counters), MPSD_OK);
  CHECK_ZEROED(&counters);
  play(client);
  CHECK_EQ(mpsd_client_get_counters(client, &counters), MPSD_OK);
  CHECK_EQ(counters.requests, 4);
  CHECK_EQ(counters.retries, 1);
  CHECK_EQ(counters.throttles, 1);
  CHECK_EQ(counters.failures, 1);
  CHECK(counters.bytes_sent > 400 && counters.bytes_sent < 800);
  CHECK_EQ(counters.bytes_received, strlen("slow down, SECRET") + strlen("{\"id\":\"81a3c56e-543c-44c2-ad53-c8a9088fbef8\"}") +
      strlen("no good: XBL3.0 x=1;SECRET"));
  for (i = 0; i < 16; ++i) answers += counters.latencies[i];
  CHECK_EQ(answers, 3);
  mpsd_client_destroy(client);
  CHECK_EQ(mpsd_client_get_counters(client, &counters), MPSD_ERROR_INVALID_HANDLE);
}

/* The log as "level target: text" lines. */
static char lines[8192];
static int called;

static void note(const mpsd_log_record *record) {
  char line[1100];
  CHECK(record->time_ms > 1500000000000);
  line[0] = (char)('0' + record->level);
  line[1] = ' ';
  line[2] = '\0';
  strcat(line, record->target);
  strcat(line, ": ");
  strcat(line, record->text);
  strcat(line, "\n");
  if (strlen(lines) + strlen(line) < sizeof lines) strcat(lines, line);
}

static void log_line(void *user_data, const mpsd_log_record *record) {
  CHECK(user_data == (void *)lines);
  ++called;
  note(record);
}

static void a_callback_is_handed_each_line(void) {
  mpsd_client_options settings = options();
  mpsd_client *client;
  mpsd_log_record record;
  check_context("log callback");
  settings.log_callback = log_line;
  settings.log_user_data = lines;
  settings.log_level = MPSD_LOG_DEBUG;
  client = create_client(&settings);
  lines[0] = '\0';
  play(client);
  CHECK_CONTAINS(lines, "4 http: POST http://127.0.0.1:");
  CHECK_CONTAINS(lines, "attempt 2\n4 http: HTTP 201 after ");
  CHECK_CONTAINS(lines, "2 retry: HTTP 429: slow down, ***; again in ");
  CHECK_CONTAINS(lines, "1 call: POST /handles: MPSD_ERROR_FORBIDDEN: HTTP 403: no good: ***\n");
  CHECK_CONTAINS(lines, "1 call: POST /handles: MPSD_ERROR_NETWORK: ");
  CHECK_LACKS(lines, "SECRET");
  /* With a callback nothing is kept. */
  CHECK_EQ(mpsd_client_next_log(client, &record), MPSD_PENDING);
  CHECK_ZEROED(&record);
  mpsd_client_destroy(client);
}

static void lines_are_kept_to_be_taken(void) {
  mpsd_client_options settings = options();
  mpsd_client *client;
  mpsd_log_record record;
  check_context("log kept");
  settings.log_capacity = 2;
  client = create_client(&settings);
  called = 0;
  play(client);
  CHECK_EQ(called, 0);
  CHECK_EQ(mpsd_client_next_log(client, &record), MPSD_OK);
  /* The retry was lost. */
  CHECK_EQ(record.lost, 1);
  CHECK_EQ(record.level, MPSD_LOG_ERROR);
  CHECK_TEXT(record.target, "call");
  CHECK_CONTAINS(record.text, "FORBIDDEN");
  CHECK_EQ(mpsd_client_next_log(client, &record), MPSD_OK);
  CHECK_EQ(record.lost, 0);
  CHECK_CONTAINS(record.text, "NETWORK");
  CHECK_EQ(mpsd_client_next_log(client, &record), MPSD_PENDING);
  mpsd_client_destroy(client);
}

static void refused(mpsd_client_options settings, const char *part) {
  mpsd_client *client;
  mpsd_error error;
  check_context("%s", part);
  CHECK_REFUSED(mpsd_client_create(&settings, &client, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, part);
}

static void wrong_settings_are_refused(void) {
  mpsd_client_options settings = options();
  settings.log_level = MPSD_LOG_DEBUG;
  refused(settings, "log_level");
  settings.log_capacity = MPSD_MAX_LOG_CAPACITY + 1;
  refused(settings, "log_capacity");
  settings.log_capacity = 1;
  settings.log_level = 5;
  refused(settings, "log_level");
  settings.log_level = 0;
  settings.log_callback = log_line;
  refused(settings, "log_capacity");
}

int main(void) {
  server = fixture("SCRIPTED");
  requests_are_counted();
  a_callback_is_handed_each_line();
  lines_are_kept_to_be_taken();
  wrong_settings_are_refused();
  return check_finish();
}
