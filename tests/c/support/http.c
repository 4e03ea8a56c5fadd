#include "http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void give_up(const char *what, const char *url) {
  fprintf(stderr, "%s: %s\n", what, url);
  exit(2);
}

static int connect_to(const char *url) {
  char host[64];
  unsigned port;
  struct sockaddr_in address;
  int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  if (sscanf(url, "http://%63[0-9.]:%u", host, &port) != 2) give_up("no test server's URL", url);
  address.sin_port = htons((uint16_t)port);
  inet_pton(AF_INET, host, &address.sin_addr);
  if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) give_up("cannot connect", url);
  return descriptor;
}

static void write_all(int descriptor, const char *text, const char *url) {
  size_t left = strlen(text);
  while (left > 0) {
    ssize_t written = write(descriptor, text, left);
    if (written <= 0) give_up("cannot write", url);
    text += written;
    left -= (size_t)written;
  }
}

/* The number after Content-Length, -1 without one. */
static long content_length(const char *head) {
  static const char name[] = "\r\ncontent-length:";
  for (; *head != 0; ++head) {
    size_t i = 0;
    while (name[i] != 0 && (head[i] | 0x20) == (name[i] | 0x20)) ++i;
    if (name[i] == 0) return strtol(head + i, NULL, 10);
  }
  return -1;
}

void http_exchange(const char *url, const char *method, const char *path, const char *body, http_answer *answer) {
  char head[512];
  char *text = (char *)calloc(1, sizeof answer->body + 4096);
  size_t size = 0;
  int descriptor = connect_to(url);
  snprintf(head, sizeof head,
      "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %lu\r\n\r\n", method, path,
      url + strlen("http://"), (unsigned long)strlen(body));
  write_all(descriptor, head, url);
  write_all(descriptor, body, url);
  answer->status = 0;
  answer->body[0] = 0;
  for (;;) {
    char *end = strstr(text, "\r\n\r\n");
    ssize_t got;
    if (end != NULL) {
      long length = content_length(text);
      end += 4;
      if (length <= 0 || size - (size_t)(end - text) >= (size_t)length) {
        snprintf(answer->body, sizeof answer->body, "%s", end);
        break;
      }
    }
    got = read(descriptor, text + size, sizeof answer->body + 4095 - size);
    if (got <= 0) give_up("the answer is not complete", url);
    size += (size_t)got;
  }
  answer->status = (int)strtol(text + strlen("HTTP/1.1 "), NULL, 10);
  close(descriptor);
  free(text);
}

void script_set(const char *url, const char *const *answers) {
  static char body[65536];
  http_answer answer;
  size_t used = 0;
  body[0] = 0;
  for (; *answers != SCRIPT_END; ++answers) {
    used += (size_t)snprintf(body + used, sizeof body - used, "%s\x1e", *answers);
    if (used >= sizeof body) give_up("the script is too long", url);
  }
  http_exchange(url, "PUT", "/test/script", body, &answer);
  if (answer.status != 200) give_up("the script was refused", url);
}

int script_count(const char *url) {
  http_answer answer;
  http_exchange(url, "GET", "/test/count", "", &answer);
  return (int)strtol(answer.body, NULL, 10);
}

void script_wait(const char *url, int count) {
  int rounds;
  for (rounds = 0; rounds < 500 && script_count(url) < count; ++rounds) {
    struct timespec pause = {0, 10000000};
    nanosleep(&pause, NULL);
  }
}

const char *script_request(const char *url, int index) {
  static http_answer answer;
  char path[64];
  snprintf(path, sizeof path, "/test/requests/%d", index);
  http_exchange(url, "GET", path, "", &answer);
  return answer.status == 200 ? answer.body : "(no such request)";
}
