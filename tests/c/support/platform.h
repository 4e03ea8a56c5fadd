/*
 * What the test programs need of the system and C has not: threads, sockets, time, the environment, shared libraries,
 * child processes.
 * No other portable program, and no other shared part, includes a header of one system.
 */
#ifndef PLATFORM_H
#define PLATFORM_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifndef _WIN32
#include <pthread.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct test_thread test_thread;

/* Starts a thread, or ends the program. */
test_thread *thread_start(void *(*run)(void *), void *argument);
/* The same with a stack of this size. */
test_thread *thread_start_small(size_t stack_bytes, void *(*run)(void *), void *argument);
/* Waits for its end. */
void thread_join(test_thread *thread);
/* The number of the thread that asks. */
uint64_t thread_id(void);

#ifdef _WIN32
/* An SRWLOCK, without windows.h and its macros. */
typedef struct test_lock {
  void *pointer;
} test_lock;
#define TEST_LOCK_INIT {0}
#else
typedef pthread_mutex_t test_lock;
#define TEST_LOCK_INIT PTHREAD_MUTEX_INITIALIZER
#endif

void lock_init(test_lock *lock);
void lock_take(test_lock *lock);
void lock_release(test_lock *lock);

/* A clock that only goes forward. */
long long now_ns(void);
long long now_ms(void);
void sleep_ms(int ms);

/* A connection to an IPv4 address; -1: there is none. */
intptr_t socket_connect(const char *address, uint16_t port);
/* How many bytes were taken or are there; 0 or less: none any more. */
long socket_write(intptr_t socket, const char *bytes, size_t count);
long socket_read(intptr_t socket, char *bytes, size_t count);
void socket_close(intptr_t socket);

/* A variable of the environment as UTF-8, NULL where it is not set; valid for good. */
const char *environment(const char *name);
/* Sets it, or takes it away: NULL. */
void environment_set(const char *name, const char *value);

/* Opens a file whose name is UTF-8, as fopen does. */
FILE *file_open(const char *path, const char *mode);

/* A shared library: its handle or NULL, and the address of a function or NULL. */
void *library_open(const char *path);
void *library_symbol(void *library, const char *name);
void library_close(void *library);
/* Whether its code is in memory. */
int library_is_loaded(const char *path);

/* How many threads, and how many files, sockets and other objects of the system, this process has. */
int count_threads(void);
int count_files(void);

/* What child_end gives where processes cannot fork; it has said so. */
enum { NO_FORK = -1, CHILD_ABORTED = 1000, CHILD_KILLED = 1001 };
/* Runs `work` in a child: its exit status, CHILD_ABORTED, or another number where something else ended it. */
int child_end(void (*work)(void *), void *argument);
/* Ends a child without what it has of its parent being cleaned up. */
void child_exit(int status);

#ifdef __cplusplus
}
#endif

#endif
