/*
 * The library is loaded as a plugin is, used, and freed while the system looks up a name for it and its workers linger: its
 * code stays, and nothing crashes.
 */
#include <mpsd_functions.h>
#include <stdio.h>
#include <stdlib.h>

#include "loading.h"
#include "platform.h"

enum { ROUNDS = 10, USER = 8901 };

static void *library;

static void call_and_give_up(int round) {
  mpsd_client_create_fn create;
  mpsd_clear_activity_start_fn start;
  mpsd_operation_destroy_fn give_up;
  mpsd_client_destroy_fn destroy;
  mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
  mpsd_operation *operation;
  mpsd_client *client;
  mpsd_error error;
  char url[64];
  LOAD(library, mpsd_client_create, create);
  LOAD(library, mpsd_clear_activity_start, start);
  LOAD(library, mpsd_operation_destroy, give_up);
  LOAD(library, mpsd_client_destroy, destroy);
  snprintf(url, sizeof url, "https://nobody-%d.test", round);
  options.endpoint = url;
  options.authorization = "XBL3.0 x=1;token";
  options.xuid = USER;
  options.title_id = 1;
  if (create(&options, &client, &error) != MPSD_OK ||
      start(client, "8dfb0100-ebe0-42da-885f-033860a818f6", NULL, &operation, &error) != MPSD_OK) {
    printf("%s\n", error.message);
    exit(1);
  }
  sleep_ms(2 * round);
  give_up(operation);
  destroy(client);
}

int main(void) {
  const char *path = environment("MPSD_LIBRARY");
  int round;
  for (round = 0; round < ROUNDS; ++round) {
    library = library_open(path);
    if (library == NULL) {
      printf("%s cannot be loaded\n", path);
      return 1;
    }
    call_and_give_up(round);
    library_close(library);
    if (!library_is_loaded(path)) {
      printf("the code is gone, and its threads are not\n");
      return 1;
    }
    sleep_ms(100);
  }
  /* Until the last worker has ended. */
  sleep_ms(6000);
  return 0;
}
