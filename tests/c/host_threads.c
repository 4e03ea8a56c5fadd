/*
 * No call leaves anything behind in a thread of the game: no destructor to run at the thread's end, which would be in code
 * that may be unloaded by then, and no value under a key. This program stands in for libc's functions that register them,
 * and tells the library's own threads, which may have some, from the game's.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <execinfo.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "memory_everything.h"

static __thread int is_the_librarys;
static long by_the_game;

#define NEXT(name, pointer)                      \
  do {                                           \
    void *symbol_ = dlsym(RTLD_NEXT, name);      \
    memcpy(&(pointer), &symbol_, sizeof symbol_); \
  } while (0)

static void note(void) {
  void *frames[64];
  /* Who is the first, for the report. */
  if (!is_the_librarys && __atomic_add_fetch(&by_the_game, 1, __ATOMIC_SEQ_CST) == 1) {
    backtrace_symbols_fd(frames, backtrace(frames, 64), 2);
  }
}

int __cxa_thread_atexit_impl(void (*destroy)(void *), void *object, void *library);
int __cxa_thread_atexit_impl(void (*destroy)(void *), void *object, void *library) {
  int (*libc)(void (*)(void *), void *, void *);
  NEXT("__cxa_thread_atexit_impl", libc);
  note();
  return libc(destroy, object, library);
}

int pthread_setspecific(pthread_key_t key, const void *value) {
  int (*libc)(pthread_key_t, const void *);
  NEXT("pthread_setspecific", libc);
  if (value != NULL) note();
  return libc(key, value);
}

typedef struct start {
  void *(*run)(void *);
  void *argument;
} start;

static void *run_marked(void *given) {
  start it = *(start *)given;
  free(given);
  is_the_librarys = 1;
  return it.run(it.argument);
}

static int from_library(const void *caller) {
  Dl_info from;
  return dladdr(caller, &from) != 0 && strstr(from.dli_fname, "/libmpsd.so") != NULL;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument) {
  int (*libc)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  start *marked;
  NEXT("pthread_create", libc);
  if (!from_library(__builtin_return_address(0))) return libc(thread, attributes, run, argument);
  marked = (start *)malloc(sizeof *marked);
  marked->run = run;
  marked->argument = argument;
  return libc(thread, attributes, run_marked, marked);
}

static void *all_of_it(void *unused) {
  everything();
  look_up_of_a_name();
  return unused;
}

/* What the library would call is what stands above. */
static int stands_in_for(const char *name) {
  Dl_info in;
  void *symbol = dlsym(RTLD_DEFAULT, name);
  return symbol != NULL && dladdr(symbol, &in) != 0 && strstr(in.dli_fname, "/program") != NULL;
}

int main(void) {
  pthread_t thread;
  CHECK(stands_in_for("__cxa_thread_atexit_impl") && stands_in_for("pthread_setspecific"));
  CHECK_EQ(pthread_create(&thread, NULL, all_of_it, NULL), 0);
  CHECK_EQ(pthread_join(thread, NULL), 0);
  check_context("what a thread of the game keeps");
  CHECK_EQ(by_the_game, 0);
  return check_finish();
}
