/* One body, compiled for two instruction sets: GCC's and Clang's vectors are the same values on every processor. */
#include "rows.h"

#include "lanes.h"
#include "registers.h"

#define AT_ONCE 256 /* rows whose places are known before the first of them is read */
#define AHEAD 8     /* rows to be fetched before they are needed */
#define LINE 16     /* floats that are fetched together; after two lines a processor fetches the others by itself */

typedef float eight __attribute__((vector_size(32), aligned(4), may_alias));
#define EIGHT(from) (*(const eight *)(from))

INLINE float product(const float *row, const float *vector, ptrdiff_t dimensions) {
    eight sums[4] = {{0}, {0}, {0}, {0}};
    ptrdiff_t d = 0;
    for (; d + 32 <= dimensions; d += 32)
        for (int s = 0; s < 4; s++) sums[s] += EIGHT(row + d + 8 * s) * EIGHT(vector + d + 8 * s);
    for (; d + 8 <= dimensions; d += 8) sums[0] += EIGHT(row + d) * EIGHT(vector + d);
    const eight all = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    float sum = ((all[0] + all[4]) + (all[2] + all[6])) + ((all[1] + all[5]) + (all[3] + all[7]));
    for (; d < dimensions; d++) sum += row[d] * vector[d];
    return sum;
}

INLINE void fetch(const float *row, ptrdiff_t dimensions) {
    __builtin_prefetch(row);
    if (dimensions > LINE) __builtin_prefetch(row + LINE);
}

/* How far the parts were gone through. first: number of the row that `part` begins with; least: of the least row that
 * may come next. */
typedef struct {
    const row_part *part, *end;
    int64_t first, least;
} place;

/* Where each of these rows lies: 0, or -1. */
INLINE int found(place *now, ptrdiff_t dimensions, const int64_t *chosen, ptrdiff_t count, const float **at) {
    for (ptrdiff_t i = 0; i < count; i++) {
        const int64_t number = chosen[i];
        if (number < now->least) return -1;
        while (now->part < now->end && number - now->first >= now->part->count) now->first += now->part++->count;
        if (now->part == now->end) return -1;
        at[i] = now->part->rows + (number - now->first) * dimensions;
        now->least = number + 1;
    }
    return 0;
}

INLINE int weigh(const row_part *parts, ptrdiff_t part_count, const row_probe *probe, const int64_t *chosen,
                 ptrdiff_t chosen_count, float *out) {
    const ptrdiff_t dimensions = probe->dimensions;
    const float *at[AT_ONCE];
    place now = {parts, parts + part_count, 0, 0};
    for (ptrdiff_t start = 0; start < chosen_count; start += AT_ONCE) {
        const ptrdiff_t count = chosen_count - start < AT_ONCE ? chosen_count - start : AT_ONCE;
        if (found(&now, dimensions, chosen + start, count, at) < 0) return -1;
        for (ptrdiff_t i = 0; i < count && i < AHEAD; i++) fetch(at[i], dimensions);
        for (ptrdiff_t i = 0; i < count; i++) {
            if (i + AHEAD < count) fetch(at[i + AHEAD], dimensions);
            out[start + i] = product(at[i], probe->vector, dimensions);
        }
    }
    return 0;
}

#define WEIGH(NAME, ATTRIBUTE)                                                                             \
    ATTRIBUTE static int weigh_##NAME(const row_part *parts, ptrdiff_t part_count, const row_probe *probe, \
                                      const int64_t *chosen, ptrdiff_t chosen_count, float *out) {         \
        return weigh(parts, part_count, probe, chosen, chosen_count, out);                                 \
    }

#ifdef X86
WEIGH(avx2, __attribute__((target("avx2"))))
#endif
WEIGH(plain, )

const row_set row_sets[] = {
#ifdef X86
    {"avx2", weigh_avx2, has_avx2},
#endif
    {"plain", weigh_plain, always},
    {NULL, NULL, NULL},
};
