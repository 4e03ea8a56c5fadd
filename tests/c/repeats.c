/* What is sent again after a failure, and what is not. Delays are those of the library: two to four seconds each. */
#include <string.h>

#include "calls.h"
#include "check.h"
#include "fixture.h"
#include "http.h"

#define HANDLE \
  "HTTP/1.1 201 Created\r\nContent-Length: ?\r\n\r\n{\"id\":\"6b9c5b5e-8d7c-4e57-9a6f-0d3f3c1a2b4c\"}"
#define LIMITED "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
#define OVERLOADED "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
#define DOWN "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"

static const char *scripted;
static mpsd_client *client;

static const network_call *call_named(const char *name) {
  size_t i = 0;
  while (strcmp(network_calls[i].name, name) != 0) ++i;
  return &network_calls[i];
}

/* The first answer is `answer`, then the handle is given: is the call repeated? */
static void after(const char *name, const char *answer, int repeated) {
  const char *const answers[] = {answer, HANDLE, SCRIPT_END};
  static const uint64_t recipient = 8202;
  call_arguments arguments = valid_arguments(client);
  mpsd_error error;
  mpsd_result result;
  check_context("%s after %.40s", name, answer);
  arguments.xuids = &recipient;
  arguments.xuid_count = 1;
  script_set(scripted, answers);
  result = call_named(name)->run(&arguments, &error);
  CHECK_RESULT(result, repeated ? MPSD_OK : result, &error);
  CHECK_EQ(MPSD_FAILED(result), !repeated);
  CHECK_EQ(error.attempts, repeated ? 2 : 1);
  CHECK_EQ(script_count(scripted), repeated ? 2 : 1);
}

/* The value of a header of a request the server got; names of headers have no case. */
static void header_of(int index, const char *name, char *value, size_t size) {
  const char *line = script_request(scripted, index);
  size_t length = 0;
  while (line != NULL && !http_begins(line, name)) {
    line = strchr(line, '\n');
    if (line != NULL) ++line;
  }
  CHECK(line != NULL);
  if (line != NULL) {
    line += strlen(name);
    length = strcspn(line, "\r");
    if (length > size - 1) length = size - 1;
    memcpy(value, line, length);
  }
  value[length] = 0;
}

static void each_attempt_has_its_own_step_of_one_vector(void) {
  char first[80], second[80];
  size_t base;
  check_context("MS-CV");
  header_of(0, "MS-CV: ", first, sizeof first);
  header_of(1, "MS-CV: ", second, sizeof second);
  CHECK(strcmp(first, second) != 0);
  base = strcspn(first, ".");
  CHECK(base > 0 && strncmp(first, second, base + 1) == 0);
}

/* A retry that cannot begin before the deadline is not waited for. */
static void no_retry_beyond_the_deadline(void) {
  const char *const answers[] = {LIMITED, HANDLE, SCRIPT_END};
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  call_arguments arguments = valid_arguments(client);
  long long begin = now_ms();
  mpsd_error error;
  check_context("no_retry_beyond_the_deadline");
  call.deadline_ms = 1000;
  arguments.options = &call;
  script_set(scripted, answers);
  CHECK_RESULT(call_named("mpsd_set_activity")->run(&arguments, &error), MPSD_ERROR_RATE_LIMITED, &error);
  CHECK_EQ(error.retry_after_ms, 1000);
  CHECK_EQ(error.attempts, 1);
  CHECK_WITHIN(now_ms() - begin, 1000 + slack_ms());
}

static void call_options_override_the_client(void) {
  const char *const answers[] = {LIMITED, HANDLE, SCRIPT_END};
  mpsd_call_options call = MPSD_CALL_OPTIONS_INIT;
  call_arguments arguments = valid_arguments(client);
  mpsd_error error;
  check_context("call_options_override_the_client");
  call.max_attempts = 1;
  arguments.options = &call;
  script_set(scripted, answers);
  CHECK_RESULT(call_named("mpsd_set_activity")->run(&arguments, &error), MPSD_ERROR_RATE_LIMITED, &error);
  CHECK_EQ(script_count(scripted), 1);
}

int main(void) {
  mpsd_client_options options;
  scripted = fixture("SCRIPTED");
  options = options_for(scripted, 8201);
  options.max_attempts = 2;
  client = create_client(&options);
  after("mpsd_set_activity", LIMITED, 1);
  each_attempt_has_its_own_step_of_one_vector();
  after("mpsd_set_activity", SCRIPT_CLOSE, 1);
  after("mpsd_send_invites", LIMITED, 1);
  after("mpsd_send_invites", SCRIPT_CLOSE, 0);
  after("mpsd_send_invites", DOWN, 0);
  after("mpsd_send_invites", "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n", 0);
  after("mpsd_send_invites", "HTTP/1.1 201 Created\r\nContent-Length: 9\r\nConnection: close\r\n\r\n{\"id\"", 0);
  after("mpsd_create_search_handle", SCRIPT_CLOSE, 0);
  after("mpsd_create_search_handle", LIMITED, 1);
  after("mpsd_create_transfer_handle", DOWN, 0);
  after("mpsd_get_handle", SCRIPT_CLOSE, 1);
  after("mpsd_delete_handle", DOWN, 1);
  after("mpsd_write_session", SCRIPT_CLOSE, 0);
  after("mpsd_write_session", DOWN, 0);
  after("mpsd_write_session", OVERLOADED, 1);
  after("mpsd_set_activity", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", 0);
  no_retry_beyond_the_deadline();
  call_options_override_the_client();
  mpsd_client_destroy(client);
  return check_finish();
}
