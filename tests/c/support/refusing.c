#include "refusing.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

const char *refusing_server;
mpsd_client *refusing;
mpsd_client *accepting;

const char *times(const char *text, size_t count, const char *end) {
  static char *texts[8];
  static unsigned next;
  char **slot = &texts[next++ % 8];
  size_t length = strlen(text), i;
  *slot = (char *)realloc(*slot, length * count + strlen(end) + 1);
  for (i = 0; i < count; ++i) memcpy(*slot + i * length, text, length);
  memcpy(*slot + length * count, end, strlen(end) + 1);
  return *slot;
}

void check_nothing_sent(void) {
  CHECK_EQ(script_count(refusing_server), 0);
}

void refused_by(unsigned takes, const call_arguments *arguments, mpsd_result expected, const char *part) {
  size_t i;
  for (i = 0; i < network_call_count; ++i) {
    mpsd_error error;
    mpsd_operation *operation;
    const char *named = named_by(&network_calls[i], part);
    if ((network_calls[i].takes & takes) == 0) continue;
    check_context("%s, %s", network_calls[i].name, part);
    memset(&error, 0xaa, sizeof error);
    CHECK_REFUSED(network_calls[i].run(arguments, &error), expected, &error, named);
    check_context("%s in the background, %s", network_calls[i].name, part);
    memset(&error, 0xaa, sizeof error);
    CHECK_REFUSED(network_calls[i].start(arguments, &operation, &error), expected, &error, named);
  }
  check_nothing_sent();
}

void sent_by(unsigned takes, const call_arguments *arguments, const char *what) {
  size_t i;
  for (i = 0; i < network_call_count; ++i) {
    mpsd_error error;
    if ((network_calls[i].takes & takes) == 0) continue;
    check_context("%s, %s at its limit", network_calls[i].name, what);
    network_calls[i].run(arguments, &error);
    CHECK(error.attempts >= 1);
  }
}

void begin_refusals(void) {
  const char *const no_answers[] = {SCRIPT_END};
  mpsd_client_options options = options_for(fixture("EMULATOR"), 5002);
  refusing_server = fixture("SCRIPTED");
  script_set(refusing_server, no_answers);
  refusing = client_for(refusing_server, 5001);
  options.max_attempts = 1;
  accepting = create_client(&options);
}

void end_refusals(void) {
  mpsd_client_destroy(refusing);
  mpsd_client_destroy(accepting);
}
