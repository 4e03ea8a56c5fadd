/* A race that ThreadSanitizer must report: two threads have the library write to the same struct. */
#include <pthread.h>

#include "mpsd.h"

static mpsd_error error;

static void *fail(void *unused) {
  mpsd_client_create(NULL, NULL, &error);
  return unused;
}

int main(void) {
  pthread_t other;
  if (pthread_create(&other, NULL, fail, NULL) != 0) return 0;
  fail(NULL);
  pthread_join(other, NULL);
  return 0;
}
