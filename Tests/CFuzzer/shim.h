// The door to libFuzzer, which comes with the toolchain: its driver, called by a program that has a main of its own.
#ifndef SCHOLION_CFUZZER_SHIM_H
#define SCHOLION_CFUZZER_SHIM_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

#endif
