/* Several emulators at once, from several threads, and started and stopped many times: nothing is left behind. */
#include <mpsd_emulator.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fixture.h"

enum { AT_ONCE = 5, REPEATS = 200, THREADS = 4 };

static mpsd_emulator *started(const char *settings) {
  mpsd_emulator_options options = MPSD_EMULATOR_OPTIONS_INIT;
  mpsd_emulator *emulator;
  mpsd_error error;
  options.settings = settings;
  CHECK_RESULT(mpsd_emulator_start(&options, &emulator, &error), MPSD_OK, &error);
  return emulator;
}

/* Each has its own sessions and its own settings. */
static void several_know_nothing_of_each_other(void) {
  mpsd_emulator *emulators[AT_ONCE];
  mpsd_session_reference session = session_named("only-here");
  mpsd_session *read;
  mpsd_error error;
  int i;
  check_context("several at once");
  for (i = 0; i < AT_ONCE; ++i) emulators[i] = started(i == 0 ? "missingSessionStatus=404" : "");
  for (i = 0; i < AT_ONCE; ++i) {
    mpsd_client *client = client_for(mpsd_emulator_url(emulators[i]), 7);
    CHECK_RESULT(mpsd_read_session(client, &session, NULL, NULL, &read, &error), MPSD_ERROR_NOT_FOUND, &error);
    CHECK_EQ(error.http_status, i == 0 ? 404 : 204);
    create_session(client, 7, &session);
    mpsd_client_destroy(client);
  }
  for (i = 0; i < AT_ONCE; ++i) mpsd_emulator_stop(emulators[i]);
}

static void *start_and_stop(void *failures) {
  mpsd_error error;
  int i;
  for (i = 0; i < 10; ++i) {
    mpsd_emulator *emulator;
    if (MPSD_FAILED(mpsd_emulator_start(NULL, &emulator, &error))) ++*(int *)failures;
    if (mpsd_emulator_url(emulator)[0] == 0) ++*(int *)failures;
    mpsd_emulator_stop(emulator);
    if (mpsd_emulator_url(emulator)[0] != 0) ++*(int *)failures;
  }
  return NULL;
}

static void any_thread_may_start_and_stop(void) {
  test_thread *threads[THREADS];
  int failures[THREADS] = {0};
  int i;
  check_context("threads");
  for (i = 0; i < THREADS; ++i) threads[i] = thread_start(start_and_stop, &failures[i]);
  for (i = 0; i < THREADS; ++i) {
    thread_join(threads[i]);
    CHECK_EQ(failures[i], 0);
  }
}

/* The count, once it is at most `most`, or after five seconds: threads end a moment after the stop. */
static int settled(int (*count)(void), int most) {
  long long end = now_ms() + 5000;
  while (count() > most && now_ms() < end) sleep_ms(10);
  return count();
}

static void nothing_is_left_of_two_hundred(void) {
  int threads, files, i;
  long long begin;
  check_context("two hundred");
  mpsd_emulator_stop(started(NULL));
  threads = settled(count_threads, 1);
  files = count_files();
  begin = now_ms();
  for (i = 0; i < REPEATS; ++i) {
    mpsd_emulator *emulator = started(NULL);
    mpsd_client *client = client_for(mpsd_emulator_url(emulator), 7);
    mpsd_session_reference session = session_named("again");
    create_session(client, 7, &session);
    if (i % 2 == 0) mpsd_client_destroy(client);
    mpsd_emulator_stop(emulator);
    if (i % 2 == 1) mpsd_client_destroy(client);
  }
  CHECK_WITHIN(now_ms() - begin, REPEATS * (300 + slack_ms()));
  CHECK_WITHIN(settled(count_threads, threads), threads);
  CHECK_WITHIN(settled(count_files, files), files);
}

int main(void) {
  several_know_nothing_of_each_other();
  any_thread_may_start_and_stop();
  nothing_is_left_of_two_hundred();
  return check_finish();
}
