/*
 * What the system refuses has a code of its own: random numbers, threads, and a clock that is wrong by centuries. Nothing is
 * sent then, nothing is left behind, and the next call works. This program stands in for the functions that the library
 * asks the system by.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"
#include "check.h"
#include "fixture.h"
#include "http.h"

enum { USER = 5501 };

/* What is refused: with this errno, once so many have been given, and so many times (0: for ever). */
typedef struct refusal {
  int with, after, times;
} refusal;

static refusal random_numbers, threads;
static int clock_is_set;
static long long clock_seconds;

/* Whether this system has no getrandom at all, as before Linux 3.17 and in some sandboxes: there is /dev/urandom then. */
static int has_none(void) {
  return strcmp(fixture("GETRANDOM"), "none") == 0;
}

static int refused(refusal *what) {
  const int with = __atomic_load_n(&what->with, __ATOMIC_SEQ_CST);
  const int times = __atomic_load_n(&what->times, __ATOMIC_SEQ_CST);
  const int left = with == 0 ? 1 : __atomic_fetch_sub(&what->after, 1, __ATOMIC_SEQ_CST);
  return left <= 0 && (times == 0 || left > -times) ? with : 0;
}

static void refuse(refusal *what, refusal how) {
  __atomic_store_n(&what->times, how.times, __ATOMIC_SEQ_CST);
  __atomic_store_n(&what->after, how.after, __ATOMIC_SEQ_CST);
  __atomic_store_n(&what->with, how.with, __ATOMIC_SEQ_CST);
}

static void set_clock(int is_set, long long seconds) {
  __atomic_store_n(&clock_seconds, seconds, __ATOMIC_SEQ_CST);
  __atomic_store_n(&clock_is_set, is_set, __ATOMIC_SEQ_CST);
}

static void refuse_nothing(void) {
  const refusal nothing = {0, 0, 0};
  refuse(&random_numbers, nothing);
  refuse(&threads, nothing);
  set_clock(0, 0);
}

#define NEXT(name, pointer)                       \
  do {                                            \
    void *symbol_ = dlsym(RTLD_NEXT, name);       \
    memcpy(&(pointer), &symbol_, sizeof symbol_); \
  } while (0)

ssize_t getrandom(void *buffer, size_t size, unsigned flags) {
  ssize_t (*libc)(void *, size_t, unsigned);
  const int with = has_none() ? ENOSYS : refused(&random_numbers);
  if (with != 0) {
    errno = with;
    return -1;
  }
  NEXT("getrandom", libc);
  return libc(buffer, size, flags);
}

/* Some ask the kernel itself. */
long syscall(long number, ...) {
  long (*libc)(long, ...);
  long arguments[6];
  va_list given;
  int i, with = 0;
  va_start(given, number);
  for (i = 0; i < 6; ++i) arguments[i] = va_arg(given, long);
  va_end(given);
  if (number == SYS_getrandom) with = has_none() ? ENOSYS : refused(&random_numbers);
  if (with != 0) {
    errno = with;
    return -1;
  }
  NEXT("syscall", libc);
  return libc(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument) {
  int (*libc)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  const int with = refused(&threads);
  if (with != 0) return with;
  NEXT("pthread_create", libc);
  return libc(thread, attributes, run, argument);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int (*libc)(clockid_t, struct timespec *);
  NEXT("clock_gettime", libc);
  if (clock == CLOCK_REALTIME && __atomic_load_n(&clock_is_set, __ATOMIC_SEQ_CST)) {
    now->tv_sec = (time_t)__atomic_load_n(&clock_seconds, __ATOMIC_SEQ_CST);
    now->tv_nsec = 0;
    return 0;
  }
  return libc(clock, now);
}

/* The library's blocks that live; nothing may be left of a call that could not be made. */
static long live;

static void *MPSD_CALL allocate(size_t size, size_t alignment, void *unused) {
  void *block = NULL;
  (void)unused;
  __atomic_add_fetch(&live, 1, __ATOMIC_SEQ_CST);
  return posix_memalign(&block, alignment < sizeof(void *) ? sizeof(void *) : alignment, size) == 0 ? block : NULL;
}

static void MPSD_CALL free_block(void *block, size_t size, size_t alignment, void *unused) {
  (void)size;
  (void)alignment;
  (void)unused;
  __atomic_sub_fetch(&live, 1, __ATOMIC_SEQ_CST);
  free(block);
}

static void *MPSD_CALL reallocate(void *block, size_t old_size, size_t alignment, size_t new_size, void *unused) {
  void *moved = allocate(new_size, alignment, unused);
  memcpy(moved, block, old_size < new_size ? old_size : new_size);
  free_block(block, old_size, alignment, unused);
  return moved;
}

static int threads_alive(void) {
  DIR *tasks = opendir("/proc/self/task");
  struct dirent *task;
  int alive = 0;
  while ((task = readdir(tasks)) != NULL) alive += task->d_name[0] != '.';
  closedir(tasks);
  return alive;
}

static mpsd_error error;
static const char *scripted;

/* All that a client can have: a signer, a trace, a log. Every request is answered with 501. */
static mpsd_client *client_with_everything(mpsd_network **network, mpsd_signer **signer) {
  mpsd_network_options network_options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client_options options = options_for(scripted, USER);
  network_options.trace_file = fixture("TRACE");
  CHECK_RESULT(mpsd_network_create(&network_options, network, &error), MPSD_OK, &error);
  CHECK_RESULT(mpsd_signer_create(NULL, 0, signer, &error), MPSD_OK, &error);
  options.network = *network;
  options.signer = *signer;
  options.max_attempts = 1;
  options.log_capacity = 10;
  options.log_level = MPSD_LOG_DEBUG;
  return create_client(&options);
}

/* What a fault makes of a call, on this thread and in the background. */
typedef struct fault {
  const char *name;
  refusal random_numbers, threads;
  int clock_is_set;
  long long clock_seconds;
  /* What the call brings here, what starting it brings, and what the operation brings. */
  mpsd_result blocking, started, ended;
  /* In the message of what is refused. */
  const char *says;
} fault;

static const fault faults[] = {
    {"nothing", {0, 0, 0}, {0, 0, 0}, 0, 0, MPSD_ERROR_SERVICE, MPSD_OK, MPSD_ERROR_SERVICE, NULL},
    {"random numbers", {EIO, 0, 0}, {0, 0, 0}, 0, 0, MPSD_ERROR_SYSTEM, MPSD_OK, MPSD_ERROR_SYSTEM,
        "random numbers"},
    {"threads", {0, 0, 0}, {EAGAIN, 0, 0}, 0, 0, MPSD_ERROR_SERVICE, MPSD_ERROR_SYSTEM, MPSD_PENDING,
        "starts no thread"},
    {"all threads but one", {0, 0, 0}, {EAGAIN, 1, 0}, 0, 0, MPSD_ERROR_SERVICE, MPSD_OK, MPSD_ERROR_SERVICE, NULL},
    {"1969", {0, 0, 0}, {0, 0, 0}, 1, -1, MPSD_ERROR_SERVICE, MPSD_OK, MPSD_ERROR_SERVICE, NULL},
    {"1601", {0, 0, 0}, {0, 0, 0}, 1, -11644473600LL, MPSD_ERROR_SERVICE, MPSD_OK, MPSD_ERROR_SERVICE, NULL},
    {"long before the year 0", {0, 0, 0}, {0, 0, 0}, 1, -100000000000LL,
        MPSD_ERROR_SERVICE, MPSD_OK, MPSD_ERROR_SERVICE, NULL},
    {"the year 10000", {0, 0, 0}, {0, 0, 0}, 1, 253402300800LL, MPSD_ERROR_SERVICE, MPSD_OK, MPSD_ERROR_SERVICE, NULL},
    {"the year 60000", {0, 0, 0}, {0, 0, 0}, 1, 1831000000000LL, MPSD_ERROR_SERVICE, MPSD_OK, MPSD_ERROR_SERVICE, NULL},
    {"the last second there is", {0, 0, 0}, {0, 0, 0}, 1, 0x7fffffffffffffffLL,
        MPSD_ERROR_SERVICE, MPSD_OK, MPSD_ERROR_SERVICE, NULL},
};
enum { FAULTS = sizeof faults / sizeof faults[0] };

static void begin(const fault *it) {
  refuse(&random_numbers, it->random_numbers);
  refuse(&threads, it->threads);
  set_clock(it->clock_is_set, it->clock_seconds);
}

static void is_as_expected(mpsd_result result, mpsd_result expected, const fault *it) {
  CHECK_RESULT(result, expected, &error);
  if (expected == MPSD_ERROR_SYSTEM) CHECK_CONTAINS(error.message, it->says);
}

static void call_under(const network_call *call, const fault *it) {
  mpsd_network *network;
  mpsd_signer *signer;
  mpsd_client *client = client_with_everything(&network, &signer);
  call_arguments arguments = valid_arguments(client);
  mpsd_operation *operation;
  mpsd_log_record record;
  const char *const no_answers[] = {SCRIPT_END};
  script_set(scripted, no_answers);
  check_context("%s without %s", call->name, it->name);
  begin(it);
  is_as_expected(call->run(&arguments, &error), it->blocking, it);
  begin(it);
  is_as_expected(call->start(&arguments, &operation, &error), it->started, it);
  if (operation != NULL) CHECK_EQ(mpsd_operation_wait(operation, 10000), it->ended);
  mpsd_operation_destroy(operation);
  while (mpsd_client_next_log(client, &record) == MPSD_OK) {
    if (it->clock_is_set && it->clock_seconds < 1000000000000LL) CHECK_EQ(record.time_ms, it->clock_seconds * 1000);
  }
  refuse_nothing();
  if (it->blocking == MPSD_ERROR_SYSTEM) CHECK_EQ(script_count(scripted), 0);
  check_context("%s after %s", call->name, it->name);
  CHECK_RESULT(call->run(&arguments, &error), MPSD_ERROR_SERVICE, &error);
  CHECK_RESULT(call->start(&arguments, &operation, &error), MPSD_OK, &error);
  CHECK_EQ(mpsd_operation_wait(operation, 10000), MPSD_ERROR_SERVICE);
  mpsd_operation_destroy(operation);
  mpsd_client_destroy(client);
  mpsd_signer_destroy(signer);
  mpsd_network_destroy(network);
  CHECK_EQ(__atomic_load_n(&live, __ATOMIC_SEQ_CST), 0);
}

/* What sends nothing. */
static void *made_under(void *given) {
  const fault *it = (const fault *)given;
  const mpsd_result expected = it->blocking == MPSD_ERROR_SYSTEM ? MPSD_ERROR_SYSTEM : MPSD_OK;
  mpsd_client_options options = options_for(scripted, USER);
  mpsd_network *network;
  mpsd_signer *signer;
  mpsd_client *client;
  mpsd_filter *filter;
  check_context("objects made without %s", it->name);
  begin(it);
  is_as_expected(mpsd_network_create(NULL, &network, &error), expected, it);
  is_as_expected(mpsd_signer_create(NULL, 0, &signer, &error), expected, it);
  is_as_expected(mpsd_client_create(&options, &client, &error), expected, it);
  CHECK_RESULT(mpsd_filter_create(&filter, &error), MPSD_OK, &error);
  refuse_nothing();
  mpsd_filter_destroy(filter);
  mpsd_client_destroy(client);
  mpsd_signer_destroy(signer);
  mpsd_network_destroy(network);
  CHECK_EQ(__atomic_load_n(&live, __ATOMIC_SEQ_CST), 0);
  return NULL;
}

/* Runs it on a new thread, which has not asked for random numbers yet. */
static void on_a_new_thread(void *(*run)(void *), void *argument) {
  pthread_t thread;
  CHECK_EQ(pthread_create(&thread, NULL, run, argument), 0);
  CHECK_EQ(pthread_join(thread, NULL), 0);
}

static mpsd_result query_over_tls(void) {
  static const uint64_t xuid = USER;
  mpsd_network_options network_options = MPSD_NETWORK_OPTIONS_INIT;
  mpsd_client_options options = options_for(fixture("TLS_GOOD"), USER);
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *list;
  mpsd_client *client;
  mpsd_result result;
  network_options.root_certificates_pem = fixture("TLS_AUTHORITY");
  result = mpsd_network_create(&network_options, &options.network, &error);
  if (MPSD_FAILED(result)) return result;
  options.max_attempts = 1;
  query.scid = SCID;
  query.xuids = &xuid;
  query.xuid_count = 1;
  result = mpsd_client_create(&options, &client, &error);
  if (!MPSD_FAILED(result)) result = mpsd_query_activities(client, &query, NULL, &list, &error);
  if (!MPSD_FAILED(result)) mpsd_handle_list_destroy(list);
  mpsd_client_destroy(client);
  mpsd_network_destroy(options.network);
  return result;
}

static void *query_on_a_thread(void *result) {
  *(mpsd_result *)result = query_over_tls();
  return NULL;
}

/* The n-th time that random numbers are asked for they are refused: so many times. */
static void tls_without_some_random_numbers(int times) {
  enum { MOST = 100 };
  refusal how = {EIO, 0, 0};
  int n, failed = 0;
  mpsd_result result = MPSD_ERROR_SYSTEM;
  for (n = 0; n < MOST && result != MPSD_OK; ++n) {
    check_context("TLS with %d times random numbers", n);
    how.after = n;
    how.times = times;
    refuse(&random_numbers, how);
    on_a_new_thread(query_on_a_thread, &result);
    refuse_nothing();
    if (result == MPSD_OK) break;
    ++failed;
    CHECK_RESULT(result, MPSD_ERROR_SYSTEM, &error);
    CHECK_CONTAINS(error.message, "random");
    CHECK(error.delivery == MPSD_DELIVERY_NONE || error.delivery == MPSD_DELIVERY_NOT_SENT);
    CHECK_EQ(__atomic_load_n(&live, __ATOMIC_SEQ_CST), 0);
  }
  CHECK(failed >= 3);
  CHECK_RESULT(result, MPSD_OK, &error);
}

/* A certificate is judged by the clock, however wrong that is. */
static void tls_at_any_time(void) {
  int i;
  for (i = 0; i < FAULTS; ++i) {
    if (!faults[i].clock_is_set) continue;
    check_context("TLS in %s", faults[i].name);
    begin(&faults[i]);
    CHECK_RESULT(query_over_tls(), MPSD_ERROR_TLS, &error);
    refuse_nothing();
    CHECK_RESULT(query_over_tls(), MPSD_OK, &error);
  }
}

static void a_look_up_without_threads(void) {
  const refusal no_thread = {EAGAIN, 0, 0};
  mpsd_client_options options = options_for("https://ip6-localhost:9", USER);
  mpsd_client *client;
  options.max_attempts = 1;
  options.deadline_ms = 3000;
  client = create_client(&options);
  check_context("a name looked up without threads");
  refuse(&threads, no_thread);
  CHECK_RESULT(mpsd_clear_activity(client, SCID, NULL, NULL, &error), MPSD_ERROR_SYSTEM, &error);
  CHECK_CONTAINS(error.message, "starts no thread");
  CHECK_EQ(error.delivery, MPSD_DELIVERY_NOT_SENT);
  refuse_nothing();
  CHECK(mpsd_clear_activity(client, SCID, NULL, NULL, &error) != MPSD_ERROR_SYSTEM);
  mpsd_client_destroy(client);
}

int main(void) {
  mpsd_memory_hooks hooks = MPSD_MEMORY_HOOKS_INIT;
  const int alive = threads_alive();
  size_t call;
  int i;
  scripted = fixture("SCRIPTED");
  hooks.allocate = allocate;
  hooks.reallocate = reallocate;
  hooks.free = free_block;
  CHECK_RESULT(mpsd_set_memory_hooks(&hooks, &error), MPSD_OK, &error);
  if (!has_none()) {
    tls_without_some_random_numbers(0);
    tls_without_some_random_numbers(1);
  }
  for (i = 0; i < FAULTS; ++i) {
    if (has_none() && faults[i].random_numbers.with != 0) continue;
    on_a_new_thread(made_under, (void *)(uintptr_t)&faults[i]);
    for (call = 0; call < network_call_count; ++call) call_under(&network_calls[call], &faults[i]);
  }
  tls_at_any_time();
  a_look_up_without_threads();
  sleep_ms(100);
  CHECK_WITHIN(threads_alive(), alive + 1);
  return check_finish();
}
