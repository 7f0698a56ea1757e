/* One comparison of two fingers; the stages and their order are those of twin.py, which is the oracle. */
#ifndef UMBRAL_COMPARE_H
#define UMBRAL_COMPARE_H

#include "similarity.h"

/* Fields of Matching (matching.py), in its order, all as double. */
typedef struct {
    double least_common_cells, largest_turn, fewest_pairs, most_pairs, pairs_middle, pairs_slope, own_weight,
        rounds, distance_middle, distance_slope, direction_middle, direction_slope, radial_middle,
        radial_slope, coincidence_distance, coincidence_turn, overlap_distance, full_coincidence;
} matching;

#define MATCHING_FIELDS (sizeof(matching) / sizeof(double))
#define MOST_CYLINDERS 255 /* ISO/IEC 19794-2: one octet counts the minutiae of a view */

/* Room for two fingers of MOST_CYLINDERS; made once a search. */
typedef struct workspace workspace;

workspace *workspace_new(void);
void workspace_free(workspace *room);

/* The score in [0, 1]. Neither finger may have more than MOST_CYLINDERS cylinders. */
double compare(const finger *probe, const finger *reference, const matching *with, count_row *row,
               workspace *room);

#endif
