/*
 * The game's signals are its own: no disposition changes, no mask of its threads does, and a signal that the game has
 * blocked in its threads, to take it where it wants, is never delivered on a thread of the library's.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "fixture.h"
#include "http.h"

/* Those that a thread causes itself. */
static const int synchronous[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT};

static int is_synchronous(int signal) {
  size_t i;
  for (i = 0; i < sizeof synchronous / sizeof synchronous[0]; ++i) {
    if (synchronous[i] == signal) return 1;
  }
  return 0;
}

/* Between SIGSYS and SIGRTMIN are those of libc itself. */
static int is_ours_to_block(int signal) {
  return signal != SIGKILL && signal != SIGSTOP && (signal < 32 || signal >= SIGRTMIN);
}

static int blocks_what_it_should(const sigset_t *mask) {
  int signal;
  for (signal = 1; signal <= SIGRTMAX; ++signal) {
    if (is_ours_to_block(signal) && sigismember(mask, signal) == is_synchronous(signal)) return 0;
  }
  return 1;
}

typedef struct start {
  void *(*run)(void *);
  void *argument;
} start;

static long started, with_another_mask;

static void *look_at_the_mask(void *given) {
  start it = *(start *)given;
  sigset_t mask;
  free(given);
  pthread_sigmask(SIG_SETMASK, NULL, &mask);
  __atomic_add_fetch(&started, 1, __ATOMIC_SEQ_CST);
  if (!blocks_what_it_should(&mask)) __atomic_add_fetch(&with_another_mask, 1, __ATOMIC_SEQ_CST);
  return it.run(it.argument);
}

/* In libc's place: every thread of the library's shows its mask first. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument) {
  int (*libc)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  void *symbol = dlsym(RTLD_NEXT, "pthread_create");
  start *watched = (start *)malloc(sizeof *watched);
  memcpy(&libc, &symbol, sizeof symbol);
  watched->run = run;
  watched->argument = argument;
  return libc(thread, attributes, look_at_the_mask, watched);
}

static mpsd_error error;

/* The look-up of a name, a driver, and a worker; the last two are busy from now on, with a request that nobody answers. */
static mpsd_operation *start_every_kind_of_thread(mpsd_client **clients) {
  const char *const silence[] = {SCRIPT_SILENCE, SCRIPT_END};
  mpsd_client_options elsewhere = options_for("https://ip6-localhost:9", 4402);
  mpsd_operation *operation;
  elsewhere.max_attempts = 1;
  clients[1] = create_client(&elsewhere);
  CHECK(MPSD_FAILED(mpsd_clear_activity(clients[1], SCID, NULL, NULL, &error)));
  clients[0] = client_for(fixture("SCRIPTED"), 4401);
  script_set(fixture("SCRIPTED"), silence);
  CHECK_RESULT(mpsd_clear_activity_start(clients[0], SCID, NULL, &operation, &error), MPSD_OK, &error);
  script_wait(fixture("SCRIPTED"), 1);
  return operation;
}

/* The masks as the system shows them, of the threads that are there now; of one that has ended it shows none. */
static int threads_with_the_right_mask(void) {
  DIR *tasks = opendir("/proc/self/task");
  struct dirent *task;
  int right = 0;
  while ((task = readdir(tasks)) != NULL) {
    char path[300], line[256], name[64] = "", state = 'X';
    unsigned long long mask = 0;
    FILE *status;
    snprintf(path, sizeof path, "/proc/self/task/%s/status", task->d_name);
    status = task->d_name[0] == '.' ? NULL : fopen(path, "r");
    if (status == NULL) continue;
    while (fgets(line, sizeof line, status) != NULL) {
      if (strncmp(line, "Name:", 5) == 0) sscanf(line, "Name: %63s", name);
      if (strncmp(line, "State:", 6) == 0) sscanf(line, "State: %c", &state);
      if (strncmp(line, "SigBlk:", 7) == 0) sscanf(line, "SigBlk: %llx", &mask);
    }
    fclose(status);
    if (strncmp(name, "mpsd-", 5) != 0 || state == 'X' || state == 'Z') continue;
    check_context("%s", name);
    CHECK((mask & (1ULL << (SIGUSR1 - 1))) != 0 && (mask & (1ULL << (SIGSEGV - 1))) == 0);
    ++right;
  }
  closedir(tasks);
  return right;
}

int main(void) {
  struct sigaction before[65], after;
  sigset_t usr1, pending, mask_before, mask_after;
  mpsd_client *clients[2];
  mpsd_operation *operation;
  int signal;
  for (signal = 1; signal <= 64; ++signal) sigaction(signal, NULL, &before[signal]);
  pthread_sigmask(SIG_SETMASK, NULL, &mask_before);
  operation = start_every_kind_of_thread(clients);

  check_context("the game's own");
  for (signal = 1; signal <= 64; ++signal) {
    if (sigaction(signal, NULL, &after) == 0) CHECK(after.sa_handler == before[signal].sa_handler);
  }
  pthread_sigmask(SIG_SETMASK, NULL, &mask_after);
  for (signal = 1; signal <= SIGRTMAX; ++signal) {
    CHECK_EQ(sigismember(&mask_after, signal), sigismember(&mask_before, signal));
  }
  check_context("the library's threads");
  CHECK(__atomic_load_n(&started, __ATOMIC_SEQ_CST) >= 3);
  CHECK_EQ(with_another_mask, 0);
  CHECK(threads_with_the_right_mask() >= 2);

  check_context("a signal for the process, blocked where the game is");
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &usr1, NULL);
  kill(getpid(), SIGUSR1);
  sleep_ms(50);
  sigpending(&pending);
  CHECK(sigismember(&pending, SIGUSR1));
  sigwait(&usr1, &signal);
  CHECK_EQ(signal, SIGUSR1);
  CHECK_EQ(mpsd_operation_poll(operation), MPSD_PENDING);
  mpsd_operation_destroy(operation);
  mpsd_client_destroy(clients[0]);
  mpsd_client_destroy(clients[1]);
  return check_finish();
}
