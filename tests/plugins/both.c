/*
 * One program with both static libraries in it. A panic inside either is caught there: the other one's by itself, this one's
 * where the system, in whose place this program stands, refuses random numbers.
 */
#include <errno.h>
#include <mpsd.h>
#include <stddef.h>
#include <string.h>
#include <sys/random.h>

long long other_sum_of_squares(int count);

static int refused;

ssize_t getrandom(void *buffer, size_t size, unsigned flags) {
  (void)flags;
  if (refused) {
    errno = EIO;
    return -1;
  }
  memset(buffer, 4, size);
  return (ssize_t)size;
}

int main(void) {
  mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
  mpsd_network *network;
  mpsd_client *client;
  mpsd_error error;
  options.authorization = "XBL3.0 x=1;token";
  options.endpoint = "http://127.0.0.1:1";
  options.xuid = 1;
  options.title_id = 1;
  options.max_attempts = 1;
  refused = 1;
  if (mpsd_network_create(NULL, &network, &error) != MPSD_ERROR_SYSTEM) return 1;
  refused = 0;
  if (mpsd_client_create(&options, &client, &error) != MPSD_OK) return 2;
  if (mpsd_clear_activity(client, "8dfb0100-ebe0-42da-885f-033860a818f6", NULL, NULL, &error) != MPSD_ERROR_CONNECT) return 3;
  mpsd_client_destroy(client);
  return other_sum_of_squares(100) == 328350 && other_sum_of_squares(-1) == -1 ? 0 : 4;
}
