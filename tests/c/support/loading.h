/* Functions of a library that the program loads when it runs. */
#ifndef LOADING_H
#define LOADING_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform.h"

/* Sets a function pointer, or ends the program. Copied, because ISO C converts no object pointer to a function pointer. */
#define LOAD(library, name, function)                       \
  do {                                                      \
    void *found = library_symbol(library, #name);           \
    if (found == NULL) printf("%s is missing\n", #name), exit(1); \
    memcpy(&(function), &found, sizeof(function));          \
  } while (0)

#endif
