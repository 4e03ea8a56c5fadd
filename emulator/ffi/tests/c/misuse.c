/* What a caller can do wrong: each is an error code that says why, none a crash. */
#include <mpsd_emulator.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"

static mpsd_emulator *const set_before = (mpsd_emulator *)0x10;

/* The start is refused, and gives no emulator. */
static void refused(const mpsd_emulator_options *options, mpsd_result expected, const char *part) {
  mpsd_emulator *emulator = set_before;
  mpsd_error error;
  memset(&error, 0xff, sizeof error);
  check_context("%s", part);
  CHECK_REFUSED(mpsd_emulator_start(options, &emulator, &error), expected, &error, part);
  CHECK(emulator == NULL);
}

static void settings_are_checked(void) {
  static const struct {
    const char *settings;
    mpsd_result result;
    const char *part;
  } wrong[] = {
      {"nonsense=1", MPSD_ERROR_INVALID_ARGUMENT, "unknown setting \"nonsense\""},
      {"createStatus=500", MPSD_ERROR_INVALID_ARGUMENT, "200, 201"},
      {"inviteLifetimeSeconds", MPSD_ERROR_INVALID_ARGUMENT, "name=value"},
      {"strictFilter=false\ncreateStatus=x", MPSD_ERROR_INVALID_ARGUMENT, "createStatus=x"},
      {"createStatus=\xff", MPSD_ERROR_INVALID_UTF8, "options->settings"},
  };
  mpsd_emulator_options options = MPSD_EMULATOR_OPTIONS_INIT;
  char *endless = (char *)calloc(1, 65538);
  size_t i;
  for (i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
    options.settings = wrong[i].settings;
    refused(&options, wrong[i].result, wrong[i].part);
  }
  memset(endless, '\n', 65537);
  options.settings = endless;
  refused(&options, MPSD_ERROR_TOO_LONG, "65536 bytes");
  free(endless);
}

static void scenarios_are_checked(void) {
  static const struct {
    const char *scenario;
    mpsd_result result;
    const char *part;
  } wrong[] = {
      {"\n[[users]]\nxuid = 1\nname = 1\n", MPSD_ERROR_INVALID_ARGUMENT, "options->scenario: line 4: unknown field `name`"},
      {"[[users]]\nxuid = 1\ngamertag = \"\"\n", MPSD_ERROR_INVALID_ARGUMENT, "options->scenario: line 1: users[0]: gamertag"},
      {"\xff", MPSD_ERROR_INVALID_UTF8, "options->scenario"},
  };
  mpsd_emulator_options options = MPSD_EMULATOR_OPTIONS_INIT;
  size_t i;
  for (i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
    options.scenario = wrong[i].scenario;
    refused(&options, wrong[i].result, wrong[i].part);
  }
}

static void the_port_is_checked(void) {
  mpsd_emulator_options options = MPSD_EMULATOR_OPTIONS_INIT;
  mpsd_emulator *first;
  mpsd_error error;
  options.port = 65536;
  refused(&options, MPSD_ERROR_INVALID_ARGUMENT, "options->port");
  CHECK_RESULT(mpsd_emulator_start(NULL, &first, &error), MPSD_OK, &error);
  options.port = (uint32_t)atoi(strrchr(mpsd_emulator_url(first), ':') + 1);
  refused(&options, MPSD_ERROR_INVALID_ARGUMENT, "cannot listen on 127.0.0.1:");
  mpsd_emulator_stop(first);
}

static void struct_sizes_are_checked(void) {
  struct {
    mpsd_emulator_options known;
    char later[64];
  } newer;
  mpsd_emulator_options options = MPSD_EMULATOR_OPTIONS_INIT;
  mpsd_emulator *emulator;
  mpsd_error error;
  options.struct_size = 0;
  refused(&options, MPSD_ERROR_INVALID_ARGUMENT, "options->struct_size");
  options.struct_size = 0xffffffffu;
  refused(&options, MPSD_ERROR_INVALID_ARGUMENT, "options->struct_size");
  memset(&newer, 0, sizeof newer);
  newer.known.struct_size = (uint32_t)sizeof newer;
  check_context("a newer caller without new wishes");
  CHECK_RESULT(mpsd_emulator_start(&newer.known, &emulator, &error), MPSD_OK, &error);
  mpsd_emulator_stop(emulator);
  newer.later[63] = 1;
  refused(&newer.known, MPSD_ERROR_UNSUPPORTED_VERSION, "newer header");
  check_context("a caller of the first release");
  CHECK_EQ(offsetof(mpsd_emulator_options, settings), 8);
  CHECK_EQ(offsetof(mpsd_emulator_options, scenario), 8 + sizeof(char *));
  CHECK_EQ(sizeof(mpsd_emulator_options), 8 + 2 * sizeof(char *));
  memset(&options, 0xff, sizeof options);
  options.struct_size = (uint32_t)offsetof(mpsd_emulator_options, scenario);
  options.port = 0;
  options.settings = NULL;
  CHECK(options.scenario != NULL);
  CHECK_RESULT(mpsd_emulator_start(&options, &emulator, &error), MPSD_OK, &error);
  mpsd_emulator_stop(emulator);
}

static void null_and_stale_pointers(void) {
  mpsd_emulator *emulator, *next;
  mpsd_client *client;
  mpsd_client_options options;
  mpsd_error error;
  check_context("NULL and stale pointers");
  memset(&error, 0xff, sizeof error);
  CHECK_REFUSED(mpsd_emulator_start(NULL, NULL, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "emulator");
  CHECK_RESULT(mpsd_emulator_start(NULL, &emulator, NULL), MPSD_OK, NULL);
  mpsd_emulator_stop(NULL);
  CHECK_TEXT(mpsd_emulator_url(NULL), "");
  CHECK_TEXT(mpsd_emulator_url(set_before), "");

  mpsd_client_destroy((mpsd_client *)emulator);
  CHECK_EQ(mpsd_client_close((mpsd_client *)emulator), MPSD_ERROR_INVALID_HANDLE);
  options = options_for(mpsd_emulator_url(emulator), 1);
  client = create_client(&options);
  mpsd_emulator_stop((mpsd_emulator *)client);
  CHECK_TEXT(mpsd_emulator_url((mpsd_emulator *)client), "");
  mpsd_client_destroy(client);

  CHECK(mpsd_emulator_url(emulator)[0] != 0);
  mpsd_emulator_stop(emulator);
  CHECK_RESULT(mpsd_emulator_start(NULL, &next, &error), MPSD_OK, &error);
  mpsd_emulator_stop(emulator);
  CHECK_TEXT(mpsd_emulator_url(emulator), "");
  CHECK(mpsd_emulator_url(next)[0] != 0);
  mpsd_emulator_stop(next);
}

/* A test whose emulator did not start must not reach the live service. */
static void a_client_without_an_emulator_is_refused(void) {
  mpsd_client_options options = options_for(mpsd_emulator_url(NULL), 1);
  mpsd_client *client;
  mpsd_error error;
  check_context("no emulator");
  CHECK_REFUSED(mpsd_client_create(&options, &client, &error), MPSD_ERROR_INVALID_ARGUMENT, &error, "endpoint");
}

int main(void) {
  settings_are_checked();
  scenarios_are_checked();
  the_port_is_checked();
  struct_sizes_are_checked();
  null_and_stale_pointers();
  a_client_without_an_emulator_is_refused();
  return check_finish();
}
