/*
 * Wine 8 has no bcryptprimitives.dll, which every program of Rust takes its random numbers from. For tests: its one function,
 * by a function that Wine has.
 */
#include <windows.h>

/* RtlGenRandom, as advapi32 calls it. */
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length) {
  const SIZE_T most = 0x10000;
  while (length > 0) {
    const ULONG part = (ULONG)(length < most ? length : most);
    if (!SystemFunction036(buffer, part)) return FALSE;
    buffer += part;
    length -= part;
  }
  return TRUE;
}
