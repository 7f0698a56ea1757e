/* What the stages of one comparison leave to one another. M cylinders a finger at most. */
#ifndef UMBRAL_WORKSPACE_H
#define UMBRAL_WORKSPACE_H

#include "compare.h"
#include "lanes.h"

#define M MOST_CYLINDERS
#define PI 3.14159265358979323846

typedef struct {
    double closeness;
    int probe, reference;
} touching;

struct workspace {
    double root[CELLS_AT_MOST + 1]; /* square roots of every count */
    double similarity[M * M];
    double support[M * M]; /* [k * n + t]: what pair k says for pair t */
    counts row[M];
    touching touch[M * M];
    int best[M];               /* of each probe cylinder: the most similar reference cylinder not taken */
    double lead[M];            /* how similar that one is, or was until it was taken; -1: there is none */
    double open[M];            /* of each reference cylinder: -1 once it is taken, before that 1 */
    int rows[M], columns[M];   /* the pairs */
    double start[M], end[M], gained[M], say[M];
    double px[M], py[M], pa[M], qx[M], qy[M], qa[M], turn[M]; /* places of the pairs, y upwards */
    double near[M];                                           /* squared distances, or differences of them */
    unsigned char row_taken[M], column_taken[M];
};

INLINE double wrapped(double angle) {
    if (angle > PI) angle -= 2.0 * PI;
    return angle < -PI ? angle + 2.0 * PI : angle;
}

#endif
