/* The warm call through libcurl's multi interface. */
#include "curl.h"

static CURLM *multi;
static CURL *handle;
static struct body body;

static void open_client(const struct settings *settings) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  multi = curl_multi_init();
  handle = create_handle(settings, &body);
}

static void make_call(size_t number) {
  struct curl_slist *list = headers(number);
  int running = 1;
  const CURLMsg *message;
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list);
  curl_multi_add_handle(multi, handle);
  for (;;) {
    if (curl_multi_perform(multi, &running) != CURLM_OK) fail("curl_multi_perform");
    if (running == 0) break;
    if (curl_multi_poll(multi, NULL, 0, 1000, NULL) != CURLM_OK) fail("curl_multi_poll");
  }
  message = curl_multi_info_read(multi, &running);
  if (message == NULL || message->data.result != CURLE_OK) fail("curl_multi_info_read");
  curl_multi_remove_handle(multi, handle);
  curl_slist_free_all(list);
  check(handle, &body);
}

static void close_client(void) {
  curl_easy_cleanup(handle);
  curl_multi_cleanup(multi);
  curl_global_cleanup();
}
