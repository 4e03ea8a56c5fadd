/* The warm call through libcurl's easy interface. */
#include "curl.h"

static CURL *handle;
static struct body body;

static void open_client(const struct settings *settings) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  handle = create_handle(settings, &body);
}

static void make_call(size_t number) {
  struct curl_slist *list = headers(number);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list);
  if (curl_easy_perform(handle) != CURLE_OK) fail("curl_easy_perform");
  curl_slist_free_all(list);
  check(handle, &body);
}

static void close_client(void) {
  curl_easy_cleanup(handle);
  curl_global_cleanup();
}
