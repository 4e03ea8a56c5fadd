/*
 * How long mpsd_set_activity_start holds up its caller: each operation is waited for before the next is started.
 *
 *   mpsd_start PORT CERTIFICATE BEFORE CALLS
 */
#include <string.h>

#include "mpsd_setup.h"
#include "window.h"

static int longer(const void *left, const void *right) {
  double difference = *(const double *)left - *(const double *)right;
  return (difference > 0) - (difference < 0);
}

int main(int argc, char **argv) {
  size_t before, calls, number;
  double *took;
  const char *certificate;
  mpsd_network *network;
  mpsd_client *client;
  if (argc != 5) return 2;
  certificate = strcmp(argv[2], "-") == 0 ? NULL : argv[2];
  before = strtoul(argv[3], NULL, 10);
  calls = strtoul(argv[4], NULL, 10);
  took = calloc(before + calls, sizeof *took);
  if (took == NULL) return 1;
  network = create_network(certificate, 16);
  client = create_client(network, (unsigned)strtoul(argv[1], NULL, 10), certificate != NULL, 3212);
  for (number = 0; number < before + calls; ++number) {
    mpsd_operation *operation;
    mpsd_error error;
    double began = nanoseconds(CLOCK_MONOTONIC);
    mpsd_result result = mpsd_set_activity_start(client, &session, NULL, &operation, &error);
    took[number] = nanoseconds(CLOCK_MONOTONIC) - began;
    must(result, &error);
    must(mpsd_operation_wait(operation, 10000), &error);
    mpsd_operation_destroy(operation);
  }
  mpsd_client_destroy(client);
  mpsd_network_destroy(network);
  qsort(took + before, calls, sizeof *took, longer);
  printf("p50_ns %.0f\n", took[before + calls / 2]);
  printf("p99_ns %.0f\n", took[before + calls * 99 / 100]);
  free(took);
  return 0;
}
