/* A query of a hundred users whose answer is read and not looked at: what the transport of mpsd_query.c takes. */
#include "socket.h"

enum { USERS = 100 };

static void make_call(size_t number) {
  char request[8192], xuids[4096];
  size_t length = 0;
  unsigned user;
  (void)number;
  for (user = 0; user < USERS; ++user)
    length += (size_t)snprintf(xuids + length, 32, "%s\"%llu\"", user == 0 ? "" : ",", 2533274790395904ull + user);
  length = (size_t)snprintf(request, sizeof request,
      "POST /handles/query?include=relatedInfo,customProperties HTTP/1.1\r\nHost: " HOST
      "\r\nContent-Length: %u\r\n\r\n{\"type\":\"activity\",\"owners\":{\"xuids\":[%s]}}",
      (unsigned)(length + sizeof "{\"type\":\"activity\",\"owners\":{\"xuids\":[]}}" - 1), xuids);
  if (exchange(request, length).status != 200) fail("no answer");
}
