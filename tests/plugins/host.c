/*
 * Two plugins in one process, each with a static library in Rust. One has memory hooks: nothing of the other's may go
 * through them. `host FLAGS ORDER MPSD OTHER`: FLAGS are "local" or "global", ORDER is "mpsd" or "other" first.
 */
#include <dlfcn.h>
#include <mpsd_functions.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long calls;

static void *MPSD_CALL allocate(size_t size, size_t alignment, void *unused) {
  void *block = NULL;
  (void)unused;
  ++calls;
  return posix_memalign(&block, alignment < sizeof(void *) ? sizeof(void *) : alignment, size) == 0 ? block : NULL;
}

static void MPSD_CALL free_block(void *block, size_t size, size_t alignment, void *unused) {
  (void)size;
  (void)alignment;
  (void)unused;
  ++calls;
  free(block);
}

static void *MPSD_CALL reallocate(void *block, size_t old_size, size_t alignment, size_t new_size, void *unused) {
  void *moved = allocate(new_size, alignment, unused);
  memcpy(moved, block, old_size < new_size ? old_size : new_size);
  free_block(block, old_size, alignment, unused);
  return moved;
}

static void *find(void *plugin, const char *name) {
  void *symbol = dlsym(plugin, name);
  if (symbol == NULL) {
    printf("%s is missing: %s\n", name, dlerror());
    exit(2);
  }
  return symbol;
}

int main(int argc, char **argv) {
  const int flags = RTLD_NOW | (argc > 1 && strcmp(argv[1], "global") == 0 ? RTLD_GLOBAL : RTLD_LOCAL);
  const int mpsd_first = argc > 2 && strcmp(argv[2], "mpsd") == 0;
  mpsd_memory_hooks hooks = MPSD_MEMORY_HOOKS_INIT;
  mpsd_set_memory_hooks_fn set_memory_hooks;
  mpsd_filter_create_fn filter_create;
  mpsd_filter_destroy_fn filter_destroy;
  mpsd_filter *filter;
  long long (*other)(int);
  long before;
  void *first, *second, *mpsd, *plugin, *symbol;
  if (argc != 5) return 2;
  first = dlopen(argv[mpsd_first ? 3 : 4], flags);
  second = first == NULL ? NULL : dlopen(argv[mpsd_first ? 4 : 3], flags);
  if (second == NULL) {
    printf("%s\n", dlerror());
    return 2;
  }
  mpsd = mpsd_first ? first : second;
  plugin = mpsd_first ? second : first;
  symbol = find(mpsd, "mpsd_set_memory_hooks");
  memcpy(&set_memory_hooks, &symbol, sizeof symbol);
  symbol = find(mpsd, "mpsd_filter_create");
  memcpy(&filter_create, &symbol, sizeof symbol);
  symbol = find(mpsd, "mpsd_filter_destroy");
  memcpy(&filter_destroy, &symbol, sizeof symbol);
  symbol = find(plugin, "other_sum_of_squares");
  memcpy(&other, &symbol, sizeof symbol);

  hooks.allocate = allocate;
  hooks.reallocate = reallocate;
  hooks.free = free_block;
  if (set_memory_hooks(&hooks, NULL) != MPSD_OK || filter_create(&filter, NULL) != MPSD_OK) return 3;
  filter_destroy(filter);
  before = calls;
  if (before == 0) return 4;
  if (other(100) != 328350 || other(-1) != -1) return 5;
  if (calls != before) {
    printf("%ld allocations of the other plugin went through the hooks\n", calls - before);
    return 6;
  }
  return 0;
}
