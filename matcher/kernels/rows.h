/* The inner products of one vector with some rows of a matrix that lies in parts.
 *
 * The rows stand far apart, and waiting for them costs more than multiplying: those that come next are fetched while
 * one is multiplied. A row's product depends on nothing but the row and the vector, and is the same in every
 * instruction set: its terms are added in one order, in 32 sums of every 32nd term and these in pairs.
 */
#ifndef UMBRAL_ROWS_H
#define UMBRAL_ROWS_H

#include <stddef.h>
#include <stdint.h>

/* A part of the matrix: `count` rows of `dimensions` floats. */
typedef struct {
    const float *rows;
    int64_t count;
} row_part;

typedef struct {
    const float *vector;
    ptrdiff_t dimensions;
} row_probe;

/* out[i] = the vector times row number chosen[i]; the numbers rise, and go on from part to part. Returns 0, or -1
 * where two do not rise or there is no such row. */
typedef int weigh_rows(const row_part *parts, ptrdiff_t part_count, const row_probe *probe, const int64_t *chosen,
                       ptrdiff_t chosen_count, float *out);

typedef struct {
    const char *name;
    weigh_rows *weigh;
    int (*supported)(void);
} row_set;

/* Best first; the last one, "plain", is supported everywhere. Ends with a null name. */
extern const row_set row_sets[];

#endif
