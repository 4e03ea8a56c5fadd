/* What both of libcurl's clients do: a handle that makes the request, and the id out of the answer. */
#ifndef BENCH_CURL_H
#define BENCH_CURL_H

#include <curl/curl.h>

#include "client.h"
#include "request.h"

struct body {
  char bytes[4096];
  size_t length;
};

static size_t collect(char *bytes, size_t one, size_t length, void *target) {
  struct body *body = target;
  (void)one;
  if (length > sizeof body->bytes - 1 - body->length) return 0;
  memcpy(body->bytes + body->length, bytes, length);
  body->length += length;
  return length;
}

/* A handle for POST /handles, whose answer goes into BODY. */
static CURL *create_handle(const struct settings *settings, struct body *body) {
  CURL *handle = curl_easy_init();
  char url[64];
  if (handle == NULL) fail("curl_easy_init");
  snprintf(url, sizeof url, "%s://" HOST ":%u/handles", settings->certificate != NULL ? "https" : "http", settings->port);
  curl_easy_setopt(handle, CURLOPT_URL, url);
  curl_easy_setopt(handle, CURLOPT_IPRESOLVE, (long)CURL_IPRESOLVE_V4);
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, ACTIVITY);
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, (long)(sizeof ACTIVITY - 1));
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, collect);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, body);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, 10000L);
  if (settings->certificate != NULL) curl_easy_setopt(handle, CURLOPT_CAINFO, settings->certificate);
  return handle;
}

/* The headers of one request; to be freed after it. */
static struct curl_slist *headers(size_t number) {
  char line[VECTOR_SIZE + 8] = "ms-cv: ";
  struct curl_slist *list = NULL;
#define HEADER(name, value) list = curl_slist_append(list, name ": " value);
  EACH_HEADER(HEADER)
  write_vector(line + 7, number);
  return curl_slist_append(list, line);
}

static void check(CURL *handle, struct body *body) {
  char id[ID_LENGTH + 1];
  const char *found;
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  body->bytes[body->length] = 0;
  body->length = 0;
  found = strstr(body->bytes, "\"id\":\"");
  if (status != 201 || found == NULL) fail("no id");
  memcpy(id, found + 6, ID_LENGTH);
  id[ID_LENGTH] = 0;
  if (strlen(id) != ID_LENGTH) fail("no id");
}

#endif
