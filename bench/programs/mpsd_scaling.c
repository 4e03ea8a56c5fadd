/*
 * Threads that make calls, each with the next of the clients: how many calls a second all of them make. The calls read: those
 * that write the same activity would take turns.
 *
 *   mpsd_scaling PORT CERTIFICATE THREADS CLIENTS CALLS
 */
#include <pthread.h>
#include <string.h>

#include "mpsd_setup.h"
#include "window.h"

enum { MOST = 256 };

static mpsd_client *clients[MOST];
static size_t thread_count, client_count, calls;
static pthread_barrier_t ready;

static void make_call(mpsd_client *client) {
  static const uint64_t xuid = 2533274790395904u;
  mpsd_activity_query query = MPSD_ACTIVITY_QUERY_INIT;
  mpsd_handle_list *handles;
  mpsd_error error;
  query.xuids = &xuid;
  query.xuid_count = 1;
  must(mpsd_query_activities(client, &query, NULL, &handles, &error), &error);
  mpsd_handle_list_destroy(handles);
}

static void *make_calls(void *argument) {
  size_t thread = (size_t)argument, number;
  /* Every thread has opened its connection before any is measured. */
  make_call(clients[thread % client_count]);
  pthread_barrier_wait(&ready);
  for (number = thread; number < calls; number += thread_count) make_call(clients[number % client_count]);
  return NULL;
}

int main(int argc, char **argv) {
  pthread_t threads[MOST];
  size_t number;
  unsigned port;
  const char *certificate;
  mpsd_network *network;
  double took;
  if (argc != 6) return 2;
  port = (unsigned)strtoul(argv[1], NULL, 10);
  certificate = strcmp(argv[2], "-") == 0 ? NULL : argv[2];
  thread_count = strtoul(argv[3], NULL, 10);
  client_count = strtoul(argv[4], NULL, 10);
  calls = strtoul(argv[5], NULL, 10);
  if (thread_count > MOST || client_count > MOST) return 2;
  network = create_network(certificate, (unsigned)thread_count);
  for (number = 0; number < client_count; ++number)
    clients[number] = create_client(network, port, certificate != NULL, 2533274790395904u + number);
  pthread_barrier_init(&ready, NULL, (unsigned)thread_count + 1);
  for (number = 0; number < thread_count; ++number)
    if (pthread_create(&threads[number], NULL, make_calls, (void *)number) != 0) return 1;
  pthread_barrier_wait(&ready);
  took = nanoseconds(CLOCK_MONOTONIC);
  for (number = 0; number < thread_count; ++number) pthread_join(threads[number], NULL);
  took = nanoseconds(CLOCK_MONOTONIC) - took;
  printf("calls_per_second %.0f\n", (double)calls * 1e9 / took);
  for (number = 0; number < client_count; ++number) mpsd_client_destroy(clients[number]);
  mpsd_network_destroy(network);
  return 0;
}
