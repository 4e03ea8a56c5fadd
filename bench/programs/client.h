/*
 * What the clients share: `CLIENT PORT CERTIFICATE BEFORE CALLS` makes BEFORE calls, then CALLS of them that are measured.
 * CERTIFICATE is the only one trusted, or "-": no TLS. Prints lines of a name and a number.
 *
 * A client defines open_client, make_call and close_client, in C or in C++.
 */
#ifndef BENCH_CLIENT_H
#define BENCH_CLIENT_H

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "window.h"

enum { ID_LENGTH = 36 };

/* Where the server is, and how much is to be done. */
struct settings {
  unsigned port;
  const char *certificate; /* A file in PEM; NULL: without TLS. */
  size_t before, calls;
};

static void open_client(const struct settings *settings);
/* POST /handles; ends the program unless the answer is 201 with a handle's id. */
static void make_call(size_t number);
static void close_client(void);

static inline void fail(const char *what) {
  fprintf(stderr, "failed: %s\n", what);
  exit(1);
}

int main(int argc, char **argv) {
  struct settings settings;
  struct window window;
  size_t number;
  if (argc != 5) fail("usage: PORT CERTIFICATE BEFORE CALLS");
  settings.port = (unsigned)strtoul(argv[1], NULL, 10);
  settings.certificate = strcmp(argv[2], "-") == 0 ? NULL : argv[2];
  settings.before = strtoul(argv[3], NULL, 10);
  settings.calls = strtoul(argv[4], NULL, 10);
  open_client(&settings);
  for (number = 0; number < settings.before; ++number) make_call(number);
  begin_window(&window);
  for (; number < settings.before + settings.calls; ++number) make_call(number);
  end_window(&window, settings.calls);
  close_client();
  print_peak_memory();
  return 0;
}

#endif
