/* Alignment (alignment.py): which minutiae coincide once the prints lie on one another. Part of compare.c. */
#ifndef UMBRAL_ALIGNMENT_H
#define UMBRAL_ALIGNMENT_H

#include "workspace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    double cos, sin, shift_x, shift_y;
} motion;

/* The motion that the heaviest pair and those that agree with it call for; 0 if there is none. */
INLINE int align(int pairs, workspace *room, motion *found) {
    if (pairs < 2) return 0;
    int anchor = 0, speaking = 0;
    for (int t = 1; t < pairs; t++)
        if (room->end[t] > room->end[anchor]) anchor = t;
    double total = 0.0, sums[4] = {0.0, 0.0, 0.0, 0.0}, along = 0.0, across = 0.0;
    for (int t = 0; t < pairs; t++) {
        const double mutual = (room->support[t * pairs + anchor] + room->support[anchor * pairs + t]) / 2.0;
        const double say = t == anchor ? room->end[t] : mutual * room->end[t];
        room->say[t] = say;
        speaking += say != 0.0;
        total += say;
        sums[0] += say * room->px[t], sums[1] += say * room->py[t];
        sums[2] += say * room->qx[t], sums[3] += say * room->qy[t];
    }
    if (speaking < 2) return 0;
    const double cpx = sums[0] / total, cpy = sums[1] / total, cqx = sums[2] / total, cqy = sums[3] / total;
    for (int t = 0; t < pairs; t++) {
        const double px = room->px[t] - cpx, py = room->py[t] - cpy;
        const double qx = room->qx[t] - cqx, qy = room->qy[t] - cqy;
        along += room->say[t] * (px * qx + py * qy);
        across += room->say[t] * (px * qy - py * qx);
    }
    const double length = sqrt(along * along + across * across);
    if (length == 0.0) return 0;
    const double cos = along / length, sin = across / length;
    *found = (motion){cos, sin, cqx - (cos * cpx - sin * cpy), cqy - (sin * cpx + cos * cpy)};
    return 1;
}

static int closer(const void *left, const void *right) {
    const touching *a = left, *b = right;
    if (a->closeness != b->closeness) return a->closeness > b->closeness ? -1 : 1;
    if (a->probe != b->probe) return a->probe < b->probe ? -1 : 1;
    return (a->reference > b->reference) - (a->reference < b->reference);
}

/* What meets what after the motion: fills `touch`, returns how many. overlap: of how many could have met. */
INLINE int find_touching(const finger *probe, const finger *reference, const motion *by, const matching *with,
                         workspace *room, double *overlap) {
    const ptrdiff_t n = probe->count, m = reference->count;
    const double reach = with->overlap_distance * with->overlap_distance;
    const double distance = with->coincidence_distance * with->coincidence_distance;
    const double farthest = reach > distance ? reach : distance;
    const double most_turn = with->coincidence_turn * with->coincidence_turn;
    const double turned_by = atan2(by->sin, by->cos);
    double rx[M], ry[M], nearest[M]; /* the reference's minutiae, and of each how near the probe comes */
    int inside_reference = 0, inside_probe = 0, touches = 0;
    for (ptrdiff_t j = 0; j < m; j++) {
        rx[j] = reference->place[3 * j], ry[j] = -(double)reference->place[3 * j + 1];
        nearest[j] = INFINITY;
    }
    for (ptrdiff_t i = 0; i < n; i++) {
        const double px = probe->place[3 * i], py = -(double)probe->place[3 * i + 1];
        const double x = by->cos * px - by->sin * py + by->shift_x;
        const double y = by->sin * px + by->cos * py + by->shift_y;
        const double angle = (double)probe->place[3 * i + 2] + turned_by;
        int met = 0;
        for (ptrdiff_t j = 0; j < m; j++) {
            const double dx = x - rx[j], dy = y - ry[j], squared = dx * dx + dy * dy;
            room->near[j] = squared;
            nearest[j] = squared < nearest[j] ? squared : nearest[j];
        }
        for (ptrdiff_t j = 0; j < m; j++) {
            if (room->near[j] > farthest) continue;
            met |= room->near[j] <= reach;
            const double near = 1.0 - room->near[j] / distance;
            if (!(near > 0.0)) continue;
            const double turn = wrapped(wrapped(angle - (double)reference->place[3 * j + 2]));
            const double alike = 1.0 - turn * turn / most_turn;
            if (alike > 0.0) room->touch[touches++] = (touching){near * alike, (int)i, (int)j};
        }
        inside_reference += met;
    }
    for (ptrdiff_t j = 0; j < m; j++) inside_probe += nearest[j] <= reach;
    *overlap = sqrt((double)inside_reference * (double)inside_probe);
    return touches;
}

/* Sum of the closeness of minutiae that coincide, one-to-one, the closest first. */
static double coincidence(int touches, workspace *room) {
    double total = 0.0;
    qsort(room->touch, (size_t)touches, sizeof(touching), closer);
    memset(room->row_taken, 0, sizeof room->row_taken);
    memset(room->column_taken, 0, sizeof room->column_taken);
    for (int t = 0; t < touches; t++) {
        const touching one = room->touch[t];
        if (room->row_taken[one.probe] || room->column_taken[one.reference]) continue;
        room->row_taken[one.probe] = room->column_taken[one.reference] = 1;
        total += one.closeness;
    }
    return total;
}

#endif
