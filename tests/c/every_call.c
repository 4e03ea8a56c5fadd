/* Every function that sends a request: what a polled network hands out for it is what goes to a server: first line, body,
 * and headers as a set. The driver passes the header's list of them: none may be missing. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "calls.h"
#include "check.h"
#include "fixture.h"
#include "http.h"

enum { USER = 2401, TEXT = 8192 };

static const char *scripted;
static mpsd_client *direct, *polling;
static mpsd_network *network;

static call_arguments arguments_of(mpsd_client *client) {
  call_arguments arguments = valid_arguments(client);
  arguments.session = session_named("every call \xc3\xa9");
  arguments.member_properties = "{\"b\":1,\"a\":2}";
  arguments.document = "{ \"properties\":{\"custom\":{\"map\":\"\xc3\x9c\"}}}";
  arguments.context = "mode=ctf";
  arguments.filter_text = "session/needs gt 0";
  arguments.order_by = "skill";
  /* Of several invites the order is not fixed. */
  arguments.xuid_count = 1;
  return arguments;
}

static void *run(void *call) {
  call_arguments arguments = arguments_of(polling);
  mpsd_error error;
  CHECK_EQ(((const network_call *)call)->run(&arguments, &error), MPSD_ERROR_SERVICE);
  return NULL;
}

/* Copies the next line of `*text`, without its end, with a header's name in small letters; 0: there is none. */
static int next_line(const char **text, char line[TEXT]) {
  const char *end = strstr(*text, "\r\n");
  size_t length = end == NULL ? 0 : (size_t)(end - *text), i;
  if (length == 0 || length >= TEXT) return 0;
  memcpy(line, *text, length);
  line[length] = 0;
  for (i = 0; line[i] != 0 && line[i] != ':'; ++i) line[i] = (char)tolower((unsigned char)line[i]);
  *text = end + 2;
  return 1;
}

static int has_name(const char *line, const char *name) {
  return strncmp(line, name, strlen(name)) == 0;
}

/* The header is among those of the raw request; a correlation vector, new for each call, by its length. */
static void check_header(const char *raw, const char *header) {
  char line[TEXT];
  while (next_line(&raw, line)) {
    if (strcmp(line, header) == 0) return;
    if (has_name(line, "ms-cv: ") && has_name(header, "ms-cv: ") && strlen(line) == strlen(header)) return;
  }
  check_context("this header was not sent: %s", header);
  CHECK(0);
}

static void check_headers(const char *raw, const char *headers) {
  char line[TEXT];
  const char *rest = raw;
  int sent = 0, handed_out = 0;
  while (next_line(&rest, line)) sent += !has_name(line, "host: ") && !has_name(line, "content-length: ");
  for (rest = headers; next_line(&rest, line); ++handed_out) check_header(raw, line);
  CHECK_EQ(sent, handed_out);
}

static void is_the_same_polled(const network_call *call) {
  call_arguments arguments = arguments_of(direct);
  const char *const no_answers[] = {SCRIPT_END};
  const char *raw, *body;
  char line[TEXT];
  mpsd_http_request *request;
  mpsd_http_request_info data;
  mpsd_error error;
  test_thread *thread;
  check_context("%s", call->name);
  script_set(scripted, no_answers);
  CHECK_EQ(call->run(&arguments, &error), MPSD_ERROR_SERVICE);
  thread = thread_start(run, (void *)(uintptr_t)call);
  CHECK_EQ(mpsd_network_next_request(network, 10000, &request), MPSD_OK);
  CHECK_EQ(mpsd_http_request_get_info(request, &data), MPSD_OK);

  raw = script_request(scripted, 0);
  body = strstr(raw, "\r\n\r\n") + 4;
  CHECK(strncmp(data.url, scripted, strlen(scripted)) == 0);
  snprintf(line, sizeof line, "%s %s HTTP/1.1\r\n", data.method, data.url + strlen(scripted));
  CHECK(strncmp(raw, line, strlen(line)) == 0);
  check_headers(strstr(raw, "\r\n") + 2, data.headers);
  CHECK_EQ(data.body_size, strlen(body));
  CHECK(data.body_size == 0 ? data.body == NULL : memcmp(data.body, body, data.body_size) == 0);

  CHECK_EQ(mpsd_http_request_answer(request, 501, NULL, NULL, 0), MPSD_OK);
  thread_join(thread);
}

/* The functions that the driver names are all in the table. */
static void none_is_missing(void) {
  const char *name = fixture("NETWORK_CALLS");
  size_t i, length;
  for (; *name != 0; name += length + 1) {
    length = strcspn(name, "\n");
    check_context("not in network_calls: %.*s", (int)length, name);
    for (i = 0; i < network_call_count; ++i) {
      if (strncmp(network_calls[i].name, name, length) == 0 && strlen(network_calls[i].name) == length) break;
    }
    CHECK(i < network_call_count);
  }
}

int main(void) {
  mpsd_network_options network_options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client_options options;
  size_t i;
  scripted = fixture("SCRIPTED");
  network_options.mode = MPSD_NETWORK_POLLED;
  CHECK_EQ(mpsd_network_create(&network_options, &network, NULL), MPSD_OK);
  options = options_for(scripted, USER);
  options.max_attempts = 1;
  options.language = "de-DE";
  options.user_agent_suffix = "engine/1";
  direct = create_client(&options);
  options.network = network;
  polling = create_client(&options);

  none_is_missing();
  for (i = 0; i < network_call_count; ++i) is_the_same_polled(&network_calls[i]);
  mpsd_client_destroy(direct);
  mpsd_client_destroy(polling);
  mpsd_network_destroy(network);
  return check_finish();
}
