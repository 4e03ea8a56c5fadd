/* The warm call, written by hand: what the others are measured against. */
#include "socket.h"

#define HEADER(name, value) name ": " value "\r\n"

static void make_call(size_t number) {
  char request[1024], vector[VECTOR_SIZE], id[ID_LENGTH + 1];
  struct answer answer;
  const char *found;
  int length;
  write_vector(vector, number);
  length = snprintf(request, sizeof request,
      "POST /handles HTTP/1.1\r\ncontent-length: %u\r\nhost: " HOST "\r\n" EACH_HEADER(HEADER) "ms-cv: %s\r\n\r\n%s",
      (unsigned)(sizeof ACTIVITY - 1), vector, ACTIVITY);
  answer = exchange(request, (size_t)length);
  found = strstr(answer.body, "\"id\":\"");
  if (answer.status != 201 || found == NULL) fail("no id");
  memcpy(id, found + 6, ID_LENGTH);
  id[ID_LENGTH] = 0;
  if (strlen(id) != ID_LENGTH) fail("no id");
}
