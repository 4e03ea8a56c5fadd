/* One program with both static libraries in it. A call that cannot be made panics inside, and is caught there. */
#include <mpsd.h>
#include <stddef.h>

long long other_sum_of_squares(int count);

int main(void) {
  mpsd_client_options options = MPSD_CLIENT_OPTIONS_INIT;
  mpsd_client *client;
  mpsd_error error;
  options.authorization = "XBL3.0 x=1;token";
  options.endpoint = "http://127.0.0.1:1";
  options.xuid = 1;
  options.title_id = 1;
  options.max_attempts = 1;
  if (mpsd_client_create(&options, &client, &error) != MPSD_OK) return 1;
  if (mpsd_clear_activity(client, "8dfb0100-ebe0-42da-885f-033860a818f6", NULL, NULL, &error) != MPSD_ERROR_CONNECT) return 2;
  mpsd_client_destroy(client);
  return other_sum_of_squares(100) == 328350 && other_sum_of_squares(-1) == -1 ? 0 : 3;
}
