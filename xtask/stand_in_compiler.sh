#!/bin/sh
# Stands in for a C compiler, and for its archiver, that this machine does not have for a target: type-checking Rust needs
# no object file, only that a dependency's build script finds one. What is asked of the preprocessor, clang answers.
mode=gcc
for argument in "$@"; do
  case $argument in
    -nologo) mode=cl ;;
  esac
done
for argument in "$@"; do
  case $argument in
    -E) exec /usr/bin/clang --driver-mode=$mode "$@" ;;
  esac
done
# Inputs may be files of a registry: only what is named as an output is written.
while [ $# -gt 0 ]; do
  case $1 in
    -o) : > "$2" ;;
    -out:*) : > "${1#-out:}" ;;
    *.a) : > "$1" ;;
  esac
  shift
done
