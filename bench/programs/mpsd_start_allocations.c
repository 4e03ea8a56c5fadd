/*
 * What mpsd_set_activity_start allocates on its caller's thread: what nine of ten calls stay within, as a queue that grows
 * belongs to none of them.
 *
 *   mpsd_start_allocations PORT CERTIFICATE BEFORE CALLS
 */
#include <string.h>

#include "mpsd_setup.h"

/* Of this thread, while it is in the function. */
static __thread int inside;
static size_t allocations;

static void *MPSD_CALL allocate(size_t size, size_t alignment, void *user_data) {
  void *memory = NULL;
  (void)user_data;
  if (inside) ++allocations;
  if (alignment < sizeof(void *)) alignment = sizeof(void *);
  return posix_memalign(&memory, alignment, size) == 0 ? memory : NULL;
}

static void MPSD_CALL free_block(void *pointer, size_t size, size_t alignment, void *user_data) {
  (void)size, (void)alignment, (void)user_data;
  free(pointer);
}

static void *MPSD_CALL reallocate(void *pointer, size_t old_size, size_t alignment, size_t new_size, void *user_data) {
  void *memory = allocate(new_size, alignment, user_data);
  if (memory == NULL) return NULL;
  memcpy(memory, pointer, old_size < new_size ? old_size : new_size);
  free(pointer);
  return memory;
}

static int more(const void *left, const void *right) {
  size_t a = *(const size_t *)left, b = *(const size_t *)right;
  return (a > b) - (a < b);
}

int main(int argc, char **argv) {
  mpsd_memory_hooks hooks = MPSD_MEMORY_HOOKS_INIT;
  size_t before, calls, number, *counts;
  const char *certificate;
  mpsd_network *network;
  mpsd_client *client;
  mpsd_error error;
  if (argc != 5) return 2;
  certificate = strcmp(argv[2], "-") == 0 ? NULL : argv[2];
  before = strtoul(argv[3], NULL, 10);
  calls = strtoul(argv[4], NULL, 10);
  counts = calloc(before + calls, sizeof *counts);
  if (counts == NULL) return 1;
  hooks.allocate = allocate;
  hooks.reallocate = reallocate;
  hooks.free = free_block;
  must(mpsd_set_memory_hooks(&hooks, &error), &error);
  network = create_network(certificate, 16);
  client = create_client(network, (unsigned)strtoul(argv[1], NULL, 10), certificate != NULL, 3212);
  for (number = 0; number < before + calls; ++number) {
    mpsd_operation *operation;
    mpsd_result result;
    allocations = 0;
    inside = 1;
    result = mpsd_set_activity_start(client, &session, NULL, &operation, &error);
    inside = 0;
    counts[number] = allocations;
    must(result, &error);
    must(mpsd_operation_wait(operation, 10000), &error);
    mpsd_operation_destroy(operation);
  }
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
  qsort(counts + before, calls, sizeof *counts, more);
  printf("allocations %zu\n", counts[before + calls * 9 / 10]);
  free(counts);
  return 0;
}
