/* A race that ThreadSanitizer must report: two threads have the library write to the same struct. */
#include <pthread.h>

#include "mpsd.h"

static mpsd_call_options options;

static void *init(void *unused) {
  mpsd_call_options_init(&options, sizeof options);
  return unused;
}

int main(void) {
  pthread_t other;
  if (pthread_create(&other, NULL, init, NULL) != 0) return 0;
  init(NULL);
  pthread_join(other, NULL);
  return 0;
}
