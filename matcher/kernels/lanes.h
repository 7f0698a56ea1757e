/* Four doubles at once, by GCC's and Clang's vector extension: the same values on every processor. */
#ifndef UMBRAL_LANES_H
#define UMBRAL_LANES_H

#include <stdint.h>

/* Inlined into each variant of a stage, and so compiled for its instruction set. */
#define INLINE __attribute__((always_inline)) static inline

typedef double four __attribute__((vector_size(32), aligned(8), may_alias));
typedef int64_t wide __attribute__((vector_size(32)));
#define FOUR(from) (*(const four *)(from))

#endif
