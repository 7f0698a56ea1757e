/* Minutia cylinders from minutiae; matcher/fingerprint/cylinders.py is the oracle and tells the why. */
#ifndef UMBRAL_CYLINDERS_H
#define UMBRAL_CYLINDERS_H

#include "similarity.h"

#define CELLS_ACROSS 16
#define CELLS (CELLS_ACROSS * CELLS_ACROSS)
#define SECTIONS 6

/* Fields of Geometry (cylinder_building.py), in its order, all as double. */
typedef struct {
    double radius, sigma_s, mu_psi, hull_margin, least_known, least_neighbours;
} geometry;

#define GEOMETRY_FIELDS (sizeof(geometry) / sizeof(double))

/* Whether the cells are wide enough for the spread: no neighbour may reach more than eight along an axis. */
int geometry_fits(const geometry *with);

/* What all minutiae share, made once a call. directional: G_D at equidistant differences in [0, pi]. */
typedef struct building building;

building *building_new(const geometry *with, const double *directional, ptrdiff_t steps);
void building_free(building *with);

/* The valid cylinders of one finger of n <= 255 minutiae (x, y finite, angle in [0, 2 pi]), dense from the front of
 * bits, known and minutia, which have room for n. Returns how many there are. */
ptrdiff_t build_cylinders(building *with, const float *place, ptrdiff_t n, uint64_t *bits, uint64_t *known,
                          int64_t *minutia);

#endif
