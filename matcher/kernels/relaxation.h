/* Relaxation (relaxation.py): what the pairs' geometry says about one another. Part of compare.c. */
#ifndef UMBRAL_RELAXATION_H
#define UMBRAL_RELAXATION_H

#include "workspace.h"

#include <math.h>
#include <string.h>

#define REACH 20.0 /* relaxation.py: beyond, a sigmoid counts as 0 */

static double sigmoid(double exponent) { return exponent > REACH ? 0.0 : 1.0 / (1.0 + exp(exponent)); }

/* What two pairs say for one another (eq. 27-30), `by_distance` known. */
static void fill_mutual(int pairs, int t, int k, double by_distance, const matching *with, workspace *room) {
    const double turned = fabs(wrapped(room->turn[t] - room->turn[k]));
    const double by_direction = -with->direction_slope * (turned - with->direction_middle);
    if (by_direction > REACH) return;
    const double adx = room->px[k] - room->px[t], ady = room->py[k] - room->py[t];
    const double bdx = room->qx[k] - room->qx[t], bdy = room->qy[k] - room->qy[t];
    const double both = sigmoid(by_distance) * sigmoid(by_direction);
    const double line = atan2(ady * bdx - adx * bdy, adx * bdx + ady * bdy);
    const double seen_t = fabs(wrapped(room->turn[t] - line));
    const double seen_k = fabs(wrapped(room->turn[k] - line));
    room->support[k * pairs + t] = both * sigmoid(-with->radial_slope * (seen_t - with->radial_middle));
    room->support[t * pairs + k] = both * sigmoid(-with->radial_slope * (seen_k - with->radial_middle));
}

/* How well the pairs support one another. Distances first: they rule most of them out. */
INLINE void fill_support(int pairs, const matching *with, workspace *room) {
    memset(room->support, 0, sizeof(double) * (size_t)pairs * (size_t)pairs);
    for (int t = 0; t < pairs; t++) {
        const double px = room->px[t], py = room->py[t], qx = room->qx[t], qy = room->qy[t];
        for (int k = t + 1; k < pairs; k++) {
            const double adx = room->px[k] - px, ady = room->py[k] - py;
            const double bdx = room->qx[k] - qx, bdy = room->qy[k] - qy;
            const double apart = fabs(sqrt(adx * adx + ady * ady) - sqrt(bdx * bdx + bdy * bdy));
            room->near[k] = -with->distance_slope * (apart - with->distance_middle);
        }
        for (int k = t + 1; k < pairs; k++)
            if (room->near[k] <= REACH) fill_mutual(pairs, t, k, room->near[k], with, room);
    }
}

/* Rounds of relaxation (eq. 26). The sums over k run in order for every t; t is the inner loop. */
INLINE void relax(int pairs, const matching *with, workspace *room) {
    const double others = pairs > 1 ? pairs - 1 : 1;
    memcpy(room->end, room->start, sizeof(double) * (size_t)pairs);
    for (int round = 0; round < (int)with->rounds; round++) {
        memset(room->gained, 0, sizeof(double) * (size_t)pairs);
        for (int k = 0; k < pairs; k++) {
            const double *says = room->support + k * pairs, weight = room->end[k];
            for (int t = 0; t < pairs; t++) room->gained[t] += says[t] * weight;
        }
        for (int t = 0; t < pairs; t++)
            room->end[t] = with->own_weight * room->end[t] + (1.0 - with->own_weight) * (room->gained[t] / others);
    }
}

#endif
