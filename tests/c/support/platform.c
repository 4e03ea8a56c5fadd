#include "platform.h"

#include <stdlib.h>
#include <string.h>

struct test_thread {
  void *(*run)(void *);
  void *argument;
#ifdef _WIN32
  void *handle;
#else
  pthread_t handle;
#endif
};

static void give_up(const char *what) {
  fprintf(stderr, "%s\n", what);
  abort();
}

static test_thread *thread_new(void *(*run)(void *), void *argument) {
  test_thread *thread = (test_thread *)calloc(1, sizeof *thread);
  if (thread == NULL) give_up("no memory");
  thread->run = run;
  thread->argument = argument;
  return thread;
}

test_thread *thread_start(void *(*run)(void *), void *argument) {
  return thread_start_small(0, run, argument);
}

long long now_ms(void) {
  return now_ns() / 1000000;
}

#ifdef _WIN32

/* Before windows.h, which includes an older one. */
#include <winsock2.h>
#include <windows.h>
#include <tlhelp32.h>
#include <ws2tcpip.h>

static DWORD WINAPI thread_main(void *given) {
  test_thread *thread = (test_thread *)given;
  thread->run(thread->argument);
  return 0;
}

test_thread *thread_start_small(size_t stack_bytes, void *(*run)(void *), void *argument) {
  test_thread *thread = thread_new(run, argument);
  thread->handle = CreateThread(NULL, stack_bytes, thread_main, thread, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
  if (thread->handle == NULL) give_up("no thread");
  return thread;
}

void thread_join(test_thread *thread) {
  if (WaitForSingleObject(thread->handle, INFINITE) != WAIT_OBJECT_0) give_up("no thread to join");
  CloseHandle(thread->handle);
  free(thread);
}

uint64_t thread_id(void) {
  return GetCurrentThreadId();
}

void lock_init(test_lock *lock) {
  lock->pointer = NULL;
}

void lock_take(test_lock *lock) {
  AcquireSRWLockExclusive((SRWLOCK *)lock);
}

void lock_release(test_lock *lock) {
  ReleaseSRWLockExclusive((SRWLOCK *)lock);
}

long long now_ns(void) {
  LARGE_INTEGER now, second;
  QueryPerformanceCounter(&now);
  QueryPerformanceFrequency(&second);
  return now.QuadPart / second.QuadPart * 1000000000 + now.QuadPart % second.QuadPart * 1000000000 / second.QuadPart;
}

void sleep_ms(int ms) {
  Sleep((DWORD)ms);
}

intptr_t socket_connect(const char *address, uint16_t port) {
  static int is_started;
  WSADATA about;
  struct sockaddr_in to;
  SOCKET connected;
  if (!is_started && WSAStartup(MAKEWORD(2, 2), &about) != 0) return -1;
  is_started = 1;
  memset(&to, 0, sizeof to);
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = inet_addr(address);
  connected = socket(AF_INET, SOCK_STREAM, 0);
  if (connected == INVALID_SOCKET || connect(connected, (struct sockaddr *)&to, sizeof to) != 0) return -1;
  return (intptr_t)connected;
}

long socket_write(intptr_t socket, const char *bytes, size_t count) {
  return send((SOCKET)socket, bytes, (int)count, 0);
}

long socket_read(intptr_t socket, char *bytes, size_t count) {
  return recv((SOCKET)socket, bytes, (int)count, 0);
}

void socket_close(intptr_t socket) {
  closesocket((SOCKET)socket);
}

static wchar_t *wide(const char *text) {
  int length = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);
  wchar_t *converted = (wchar_t *)calloc((size_t)length, sizeof *converted);
  if (converted == NULL) give_up("no memory");
  MultiByteToWideChar(CP_UTF8, 0, text, -1, converted, length);
  return converted;
}

const char *environment(const char *name) {
  wchar_t *wide_name = wide(name);
  const wchar_t *value = _wgetenv(wide_name);
  char *converted = NULL;
  free(wide_name);
  if (value != NULL) {
    int length = WideCharToMultiByte(CP_UTF8, 0, value, -1, NULL, 0, NULL, NULL);
    converted = (char *)calloc((size_t)length, 1);
    if (converted == NULL) give_up("no memory");
    WideCharToMultiByte(CP_UTF8, 0, value, -1, converted, length, NULL, NULL);
  }
  return converted;
}

void environment_set(const char *name, const char *value) {
  _putenv_s(name, value != NULL ? value : "");
}

FILE *file_open(const char *path, const char *mode) {
  char prefixed[4096];
  wchar_t *wide_path, *wide_mode = wide(mode);
  FILE *file;
  /* A path of any length, which the C library takes with this prefix alone. */
  snprintf(prefixed, sizeof prefixed, "\\\\?\\%s", path);
  wide_path = wide(prefixed);
  file = _wfopen(wide_path, wide_mode);
  free(wide_path);
  free(wide_mode);
  return file;
}

void *library_open(const char *path) {
  wchar_t *wide_path = wide(path);
  HMODULE library = LoadLibraryW(wide_path);
  free(wide_path);
  return library;
}

void *library_symbol(void *library, const char *name) {
  FARPROC found = GetProcAddress((HMODULE)library, name);
  void *address;
  memcpy(&address, &found, sizeof address);
  return address;
}

void library_close(void *library) {
  FreeLibrary((HMODULE)library);
}

int library_is_loaded(const char *path) {
  wchar_t *wide_path = wide(path);
  HMODULE library = GetModuleHandleW(wide_path);
  free(wide_path);
  return library != NULL;
}

int count_threads(void) {
  HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
  THREADENTRY32 entry;
  int count = 0;
  BOOL is_there;
  memset(&entry, 0, sizeof entry);
  entry.dwSize = sizeof entry;
  for (is_there = Thread32First(all, &entry); is_there; is_there = Thread32Next(all, &entry)) {
    if (entry.th32OwnerProcessID == GetCurrentProcessId()) ++count;
  }
  CloseHandle(all);
  return count;
}

int count_files(void) {
  DWORD count = 0;
  return GetProcessHandleCount(GetCurrentProcess(), &count) ? (int)count : -1;
}

int child_end(void (*work)(void *), void *argument) {
  (void)work;
  (void)argument;
  fprintf(stderr, "\n*** SKIPPED: what needs a child of fork, which Windows has not ***\n\n");
  return NO_FORK;
}

void child_exit(int status) {
  _Exit(status);
}

#else

#include <arpa/inet.h>
#include <dirent.h>
#include <dlfcn.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void *thread_main(void *given) {
  test_thread *thread = (test_thread *)given;
  return thread->run(thread->argument);
}

test_thread *thread_start_small(size_t stack_bytes, void *(*run)(void *), void *argument) {
  test_thread *thread = thread_new(run, argument);
  pthread_attr_t attributes;
  int failed = pthread_attr_init(&attributes);
  const size_t least = (size_t)PTHREAD_STACK_MIN;
  /* On Arm64 no thread has less than 128 KiB. */
  if (stack_bytes != 0) failed |= pthread_attr_setstacksize(&attributes, stack_bytes < least ? least : stack_bytes);
  if (failed || pthread_create(&thread->handle, &attributes, thread_main, thread) != 0) give_up("no thread");
  pthread_attr_destroy(&attributes);
  return thread;
}

void thread_join(test_thread *thread) {
  if (pthread_join(thread->handle, NULL) != 0) give_up("no thread to join");
  free(thread);
}

uint64_t thread_id(void) {
  pthread_t self = pthread_self();
  uint64_t id = 0;
  memcpy(&id, &self, sizeof self < sizeof id ? sizeof self : sizeof id);
  return id;
}

void lock_init(test_lock *lock) {
  pthread_mutex_init(lock, NULL);
}

void lock_take(test_lock *lock) {
  pthread_mutex_lock(lock);
}

void lock_release(test_lock *lock) {
  pthread_mutex_unlock(lock);
}

long long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (long long)now.tv_sec * 1000000000 + now.tv_nsec;
}

void sleep_ms(int ms) {
  struct timespec pause;
  pause.tv_sec = ms / 1000;
  pause.tv_nsec = (long)(ms % 1000) * 1000000;
  nanosleep(&pause, NULL);
}

intptr_t socket_connect(const char *address, uint16_t port) {
  struct sockaddr_in to;
  int connected = socket(AF_INET, SOCK_STREAM, 0);
  memset(&to, 0, sizeof to);
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  inet_pton(AF_INET, address, &to.sin_addr);
  return connect(connected, (struct sockaddr *)&to, sizeof to) == 0 ? connected : -1;
}

long socket_write(intptr_t socket, const char *bytes, size_t count) {
  return (long)write((int)socket, bytes, count);
}

long socket_read(intptr_t socket, char *bytes, size_t count) {
  return (long)read((int)socket, bytes, count);
}

void socket_close(intptr_t socket) {
  close((int)socket);
}

const char *environment(const char *name) {
  return getenv(name);
}

void environment_set(const char *name, const char *value) {
  if (value != NULL) setenv(name, value, 1);
  else unsetenv(name);
}

FILE *file_open(const char *path, const char *mode) {
  return fopen(path, mode);
}

void *library_open(const char *path) {
  return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

void *library_symbol(void *library, const char *name) {
  return dlsym(library, name);
}

void library_close(void *library) {
  dlclose(library);
}

int library_is_loaded(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_NOLOAD);
  if (library != NULL) dlclose(library);
  return library != NULL;
}

/* The entries of a directory without "." and "..". */
static int entries(const char *directory) {
  DIR *open = opendir(directory);
  int count = -2;
  if (open == NULL) return -1;
  while (readdir(open) != NULL) ++count;
  closedir(open);
  return count;
}

int count_threads(void) {
  return entries("/proc/self/task");
}

int count_files(void) {
  /* Without the one that reads the directory. */
  return entries("/proc/self/fd") - 1;
}

int child_end(void (*work)(void *), void *argument) {
  int status = 0;
  pid_t child;
  fflush(NULL);
  child = fork();
  if (child == 0) {
    work(argument);
    /* Not _exit, where valgrind would look for the parent's memory, which a child may lose. */
    execlp("true", "true", (char *)NULL);
    _exit(1);
  }
  if (child < 0 || waitpid(child, &status, 0) != child) give_up("no child");
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  return WTERMSIG(status) == SIGABRT ? CHILD_ABORTED : CHILD_KILLED;
}

void child_exit(int status) {
  _exit(status);
}

#endif
