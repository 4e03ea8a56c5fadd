/*
 * The emulator is loaded as a plugin is, used, and freed, stopped or still running: its code stays, and nothing crashes.
 */
#include <mpsd_emulator.h>
#include <stdio.h>
#include <stdlib.h>

#include "loading.h"
#include "platform.h"

enum { ROUNDS = 4 };

static void start(void *library, int stopped) {
  mpsd_emulator_start_fn emulator_start;
  mpsd_emulator_stop_fn emulator_stop;
  mpsd_emulator *emulator;
  mpsd_error error;
  LOAD(library, mpsd_emulator_start, emulator_start);
  LOAD(library, mpsd_emulator_stop, emulator_stop);
  if (emulator_start(NULL, &emulator, &error) != MPSD_OK) {
    printf("%s\n", error.message);
    exit(1);
  }
  if (stopped) emulator_stop(emulator);
}

int main(void) {
  const char *path = environment("MPSD_LIBRARY");
  int round;
  for (round = 0; round < ROUNDS; ++round) {
    void *library = library_open(path);
    if (library == NULL) {
      printf("%s cannot be loaded\n", path);
      return 1;
    }
    start(library, round % 2);
    library_close(library);
    if (!library_is_loaded(path)) {
      printf("the code was unloaded while its threads run\n");
      return 1;
    }
    sleep_ms(100);
  }
  return 0;
}
