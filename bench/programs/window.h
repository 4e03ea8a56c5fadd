/* The part of a program that is measured: its time, and its instructions where it runs under callgrind. */
#ifndef BENCH_WINDOW_H
#define BENCH_WINDOW_H

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <valgrind/callgrind.h>

struct window {
  double wall, cpu; /* When it began, in nanoseconds. */
};

static inline double nanoseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static inline void begin_window(struct window *window) {
  CALLGRIND_START_INSTRUMENTATION;
  window->cpu = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
  window->wall = nanoseconds(CLOCK_MONOTONIC);
}

static inline void end_window(const struct window *window, size_t calls) {
  double wall = nanoseconds(CLOCK_MONOTONIC) - window->wall;
  double cpu = nanoseconds(CLOCK_THREAD_CPUTIME_ID) - window->cpu;
  CALLGRIND_STOP_INSTRUMENTATION;
  printf("wall_ns %.1f\n", wall / (double)calls);
  printf("cpu_ns %.1f\n", cpu / (double)calls);
}

/* The most memory that the process has had at any time. */
static inline void print_peak_memory(void) {
  char line[256];
  FILE *status = fopen("/proc/self/status", "r");
  if (status == NULL) return;
  while (fgets(line, sizeof line, status) != NULL) {
    unsigned long kilobytes;
    if (sscanf(line, "VmHWM: %lu", &kilobytes) == 1) printf("peak_kb %lu\n", kilobytes);
  }
  fclose(status);
}

#endif
