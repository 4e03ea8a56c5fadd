/*
 * Every allocation of the library goes through the hooks. This program has malloc and its relatives in libc's place, and
 * counts the calls that come from within the library. With hooks (MPSD_HOOKS is 1) there is none; without, there are many,
 * and then it is too late for hooks.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "memory_everything.h"

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

static uintptr_t library_begin, library_end;
static long allocations, threads;

static int find_library(struct dl_phdr_info *object, size_t size, void *unused) {
  int i;
  (void)size;
  (void)unused;
  if (strstr(object->dlpi_name, "/libmpsd.so") == NULL) return 0;
  for (i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr) *part = &object->dlpi_phdr[i];
    if (part->p_type == PT_LOAD && (part->p_flags & PF_X) != 0) {
      library_begin = object->dlpi_addr + part->p_vaddr;
      library_end = library_begin + part->p_memsz;
    }
  }
  return 1;
}

static int from_library(const void *caller) {
  return (uintptr_t)caller >= library_begin && (uintptr_t)caller < library_end;
}

static void note(const void *caller) {
  if (from_library(caller)) __atomic_add_fetch(&allocations, 1, __ATOMIC_SEQ_CST);
}

#define CALLER __builtin_return_address(0)

void *malloc(size_t size) {
  note(CALLER);
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  note(CALLER);
  return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
  note(CALLER);
  return __libc_realloc(block, size);
}

void *memalign(size_t alignment, size_t size);
void *memalign(size_t alignment, size_t size) {
  note(CALLER);
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  note(CALLER);
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  note(CALLER);
  *block = __libc_memalign(alignment, size);
  return *block == NULL ? ENOMEM : 0;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument) {
  int (*libc_pthread_create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  void *symbol = dlsym(RTLD_NEXT, "pthread_create");
  memcpy(&libc_pthread_create, &symbol, sizeof symbol);
  if (from_library(CALLER)) __atomic_add_fetch(&threads, 1, __ATOMIC_SEQ_CST);
  return libc_pthread_create(thread, attributes, run, argument);
}

static void *MPSD_CALL allocate(size_t size, size_t alignment, void *unused) {
  (void)unused;
  return __libc_memalign(alignment, size);
}

static void MPSD_CALL free_block(void *block, size_t size, size_t alignment, void *unused) {
  (void)size;
  (void)alignment;
  (void)unused;
  __libc_free(block);
}

static void *MPSD_CALL reallocate(void *block, size_t old_size, size_t alignment, size_t new_size, void *unused) {
  void *moved = allocate(new_size, alignment, unused);
  memcpy(moved, block, old_size < new_size ? old_size : new_size);
  free_block(block, old_size, alignment, unused);
  return moved;
}

int main(void) {
  const int hooked = strcmp(fixture("HOOKS"), "1") == 0;
  mpsd_memory_hooks hooks = MPSD_MEMORY_HOOKS_INIT;
  mpsd_error error;
  long seen, started;
  hooks.allocate = allocate;
  hooks.reallocate = reallocate;
  hooks.free = free_block;
  dl_iterate_phdr(find_library, NULL);
  CHECK(library_begin < library_end);
  if (hooked) CHECK_RESULT(mpsd_set_memory_hooks(&hooks, &error), MPSD_OK, &error);
  everything();
  look_up_of_a_name();
  seen = __atomic_load_n(&allocations, __ATOMIC_SEQ_CST);
  started = __atomic_load_n(&threads, __ATOMIC_SEQ_CST);
  check_context("from within the library");
  CHECK(started >= 2);
  if (hooked) {
    CHECK_EQ(seen, 0);
  } else {
    CHECK(seen > 1000);
    CHECK_REFUSED(mpsd_set_memory_hooks(&hooks, &error), MPSD_ERROR_TOO_LATE, &error, "has allocated memory");
    everything();
  }
  return check_finish();
}
