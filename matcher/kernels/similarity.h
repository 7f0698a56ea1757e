/* Local similarity of every pair of cylinders (MCC, eq. 14-16), by whatever the processor counts bits with.
 *
 * A cylinder is 24 words: six sections of 256 cells; its mask of known cells is 4 words, one for every
 * section alike. A cell is only set where it is known, so masking by the other cylinder's mask is enough.
 */
#ifndef UMBRAL_SIMILARITY_H
#define UMBRAL_SIMILARITY_H

#include <stddef.h>
#include <stdint.h>

#define CYLINDER_WORDS 24
#define MASK_WORDS 4
#define CELLS_AT_MOST (64 * CYLINDER_WORDS)

/* One finger's cylinders: n places (x, y, angle), n * 24 words, n * 4 words. */
typedef struct {
    ptrdiff_t count;
    const float *place;
    const uint64_t *bits;
    const uint64_t *known;
} finger;

/* Of two cylinders: cells known in both (of one section), set cells of each there, cells that differ. */
typedef struct {
    int common, ours, theirs, differing;
} counts;

/* Counts of one cylinder against each of a finger's: out[j] for j < reference->count. */
typedef void count_row(const uint64_t *bits, const uint64_t *known, const finger *reference, counts *out);

typedef struct {
    const char *name;
    count_row *row;
    int (*supported)(void);
} instruction_set;

/* Best first; the last one, "plain", is supported everywhere. Ends with a null name. */
extern const instruction_set instruction_sets[];

#endif
